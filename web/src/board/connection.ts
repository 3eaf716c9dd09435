/** The board's line to the server: comes back by itself, keeps what is drawn meanwhile, and counts what is not yet saved. */
import type * as Y from 'yjs';
import { Store } from '../viewer/store';
import { BoardLine } from './boardLine';
import { afterClose } from './closeCodes';
import type { SharedDocument } from './document';
import { Unsaved } from './unsaved';
import type { BoardWorld } from './world';

/** `refused`: it does not try again by itself, `code` says why. */
export type ConnectionPhase = 'connecting' | 'synced' | 'offline' | 'refused';

export interface ConnectionState {
  readonly phase: ConnectionPhase;
  /** Changes that the server has not yet been heard to keep. */
  readonly unsaved: number;
  /** Why the server closed last (`closeCodes.ts`); null once all is well again. */
  readonly code: number | null;
  /** How often the server refused a change of this person, and the board was opened anew. */
  readonly refusals: number;
}

/** The server is asked whether it has kept everything no sooner than this after a change. Milliseconds. */
const ASK_AFTER_MS = 300;

/** A server that was asked and says nothing at all for so long is not there, whatever the socket says. Milliseconds. */
const SILENT_MS = 10_000;

export class Connection extends Store<ConnectionState> {
  readonly #address: string;
  readonly #document: SharedDocument;
  readonly #world: BoardWorld;
  readonly #unsaved = new Unsaved();
  #line: BoardLine | null = null;
  /** This line has been sent all that was made before it was there. */
  #caughtUp = false;
  #timer: (() => void) | null = null;
  #stopListening: (() => void) | null = null;

  /** @param address of the consultation's routes, without the board's own part */
  constructor(address: string, document: SharedDocument, world: BoardWorld) {
    super({ phase: 'connecting', unsaved: 0, code: null, refusals: 0 });
    this.#address = address;
    this.#document = document;
    this.#world = world;
    document.bind((doc) => doc.on('update', (_update: Uint8Array, origin: unknown, _doc: Y.Doc) => this.#changed(origin)));
  }

  connect(): void {
    // A socket outlives its line by minutes, and what is drawn meanwhile would seem to be on its way.
    this.#stopListening ??= this.#world.onLineChange(() => this.#line?.reconnect());
    this.#open();
  }

  dispose(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#timer?.();
    this.#line?.destroy();
    this.#line = null;
  }

  #open(): void {
    this.#line?.destroy();
    this.#line = new BoardLine(
      this.#address,
      this.#document,
      {
        synced: () => this.#show({ phase: 'synced', code: null }),
        closed: (code) => this.#closed(code),
        caughtUp: () => {
          this.#caughtUp = true;
          this.#askSoon();
        },
        heard: () => this.#heard(),
        answered: () => this.#answered(),
      },
      this.#world.socket,
    );
    this.#line.connect();
  }

  #changed(origin: unknown): void {
    if (this.#line?.brought(origin) !== true) {
      this.#unsaved.made();
      this.#show({});
      this.#askSoon();
    }
  }

  #askSoon(): void {
    if (this.#caughtUp && this.#unsaved.count > 0 && this.#timer === null) {
      this.#timer = this.#world.after(ASK_AFTER_MS, () => this.#ask());
    }
  }

  #ask(): void {
    this.#unsaved.ask();
    this.#line?.ask();
    this.#waitForWord();
  }

  #heard(): void {
    if (this.#unsaved.asked) {
      this.#waitForWord();
    }
  }

  #waitForWord(): void {
    this.#stopTimer();
    this.#timer = this.#world.after(SILENT_MS, () => this.#line?.reconnect());
  }

  #answered(): void {
    if (this.#unsaved.asked) {
      this.#unsaved.answered();
      this.#stopTimer();
      this.#show({});
      this.#askSoon();
    }
  }

  #closed(code: number | null): void {
    this.#unsaved.lost();
    this.#stopTimer();
    this.#caughtUp = false;
    const next = code === null ? 'again' : afterClose(code);
    if (next === 'anew') {
      // Not within the provider's own handling of the close.
      queueMicrotask(() => this.#openAnew(code));
    } else {
      this.#show({ phase: next === 'never' ? 'refused' : 'offline', code });
    }
  }

  #openAnew(code: number | null): void {
    if (this.#line === null) {
      return;
    }
    this.#line.destroy();
    this.#document.renew();
    this.#unsaved.forget();
    this.#show({ phase: 'connecting', code, refusals: this.getSnapshot().refusals + 1 });
    this.#open();
  }

  #stopTimer(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #show(changes: Partial<ConnectionState>): void {
    this.set({ ...this.getSnapshot(), ...changes, unsaved: this.#unsaved.count });
  }
}
