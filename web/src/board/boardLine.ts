/** One document on one socket: `WebsocketProvider` of y-websocket, told to answer what it does not tell by itself. */
import { type Decoder, peekVarUint } from 'lib0/decoding';
import { createEncoder, type Encoder, toUint8Array, writeVarUint } from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import { messageSync, WebsocketProvider } from 'y-websocket';
import { afterClose } from './closeCodes';
import type { SharedDocument } from './document';

/** A returning line is used at once. Milliseconds. */
const LONGEST_WAIT_MS = 2_000;

export interface LineEvents {
  /** The document holds all that the server has. */
  synced(): void;
  /** Until it connects again by itself, or for good; `code` null: closed by this page. */
  closed(code: number | null): void;
  /** The server has been sent all that was drawn while the line was away. */
  caughtUp(): void;
  /** Anything at all came from the server. */
  heard(): void;
  /** The server answered a question for its state: it has taken all that was sent before. */
  answered(): void;
}

interface AwarenessChanges {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class BoardLine {
  readonly #document: SharedDocument;
  readonly #events: LineEvents;
  readonly #provider: WebsocketProvider;
  readonly #stopSaying: () => void;

  constructor(address: string, document: SharedDocument, events: LineEvents, socket: typeof WebSocket) {
    this.#document = document;
    this.#events = events;
    const { doc, awareness } = document;
    this.#provider = new WebsocketProvider(address, 'board', doc, {
      ...{ awareness, connect: false, WebSocketPolyfill: socket, maxBackoffTime: LONGEST_WAIT_MS },
      // Tabs of one browser must not bypass the server, which checks and keeps.
      disableBc: true,
      shouldReconnect: ({ code }) => afterClose(code) === 'again',
    });
    this.#listenToSync();
    this.#listen();
    this.#stopSaying = this.#sayOnlyOwn();
    this.#provider.on('sync', (synced) => synced && events.synced());
    this.#provider.on('connection-close', (event) => events.closed(event === null ? null : event.code));
    this.#provider.on('status', ({ status }) => status !== 'connecting' && this.#freshen(status === 'disconnected'));
  }

  connect(): void {
    this.#provider.connect();
  }

  /** Whatever became of the socket, with a new one. */
  reconnect(): void {
    this.#provider.disconnect();
    this.#provider.connect();
  }

  /** Asks for the server's state; `answered` follows. */
  ask(): void {
    const encoder = createEncoder();
    writeVarUint(encoder, messageSync);
    sync.writeSyncStep1(encoder, this.#document.doc);
    this.#provider.ws?.send(toUint8Array(encoder));
  }

  /** Whether an update came over this line. */
  brought(origin: unknown): boolean {
    return origin === this.#provider;
  }

  destroy(): void {
    this.#provider.destroy();
    this.#stopSaying();
  }

  #listen(): void {
    const { messageHandlers } = this.#provider;
    messageHandlers.forEach((handle, type) => {
      messageHandlers[type] = (...message) => {
        this.#events.heard();
        handle(...message);
      };
    });
  }

  #listenToSync(): void {
    const handle = this.#provider.messageHandlers[messageSync];
    this.#provider.messageHandlers[messageSync] = (encoder: Encoder, decoder: Decoder, ...rest) => {
      const step = peekVarUint(decoder);
      handle?.(encoder, decoder, ...rest);
      if (step === sync.messageYjsSyncStep1) {
        queueMicrotask(() => this.#events.caughtUp()); // the provider sends the answer once this returns
      } else if (step === sync.messageYjsSyncStep2) {
        this.#events.answered();
      }
    };
  }

  /** y-websocket sends back what it hears from others; with twenty pointers that would be four hundred. */
  #sayOnlyOwn(): () => void {
    const { awareness } = this.#document;
    const say = this.#provider._awarenessUpdateHandler;
    const sayOwn = ({ added, updated, removed }: AwarenessChanges, origin: unknown) => {
      const own = (clients: readonly number[]) => clients.filter((client) => client === awareness.clientID);
      const changes = { added: own(added), updated: own(updated), removed: own(removed) };
      if (changes.added.length + changes.updated.length + changes.removed.length > 0) {
        say(changes, origin);
      }
    };
    awareness.off('update', say);
    awareness.on('update', sayOwn);
    return () => awareness.off('update', sayOwn);
  }

  /** Presence is numbered, and what is not newer is ignored: without this, whoever comes back stays unseen until they move. */
  #freshen(gone: boolean): void {
    const { awareness } = this.#document;
    if (gone) {
      [...awareness.meta.keys()].filter((client) => client !== awareness.clientID).forEach((client) => awareness.meta.delete(client));
    }
    awareness.setLocalState(awareness.getLocalState());
  }
}
