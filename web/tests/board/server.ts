/** The board's server in memory: speaks y-websocket's protocol with real documents, over sockets that are objects. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import { messageAwareness, messageSync } from 'y-websocket';
import * as Y from 'yjs';

interface Changes {
  readonly added: number[];
  readonly updated: number[];
  readonly removed: number[];
}

export class TestServer {
  readonly doc = new Y.Doc();
  readonly sockets = new Set<TestSocket>();
  readonly #awareness = new Awareness(this.doc);
  /** Awareness messages received, by the number of their clients. */
  readonly heard: number[] = [];
  /** Sockets opened since the beginning. */
  opened = 0;
  /** Whether new sockets are taken. */
  up = true;
  /** Whether what arrives is looked at: a machine that hangs keeps its sockets. */
  awake = true;
  /** The code to close with instead of keeping an update. */
  judge: ((trial: Y.Doc) => number | null) | null = null;
  /** The code to close each new socket with. */
  turnsAway: number | null = null;

  constructor() {
    this.#awareness.setLocalState(null);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#toOthers(origin, syncMessage((encoder) => sync.writeUpdate(encoder, update))));
    this.#awareness.on('update', ({ added, updated, removed }: Changes, origin: unknown) => {
      [...added, ...updated].forEach((client) => origin instanceof TestSocket && origin.clients.add(client));
      this.#toOthers(origin, awarenessMessage(this.#awareness, [...added, ...updated, ...removed]));
    });
  }

  /** What a page opens its sockets with. */
  socketClass(): typeof WebSocket {
    const server = this;
    return class extends TestSocket {
      constructor() {
        super(server);
      }
    } as unknown as typeof WebSocket;
  }

  accept(socket: TestSocket): boolean {
    if (!this.up) {
      return false;
    }
    this.opened += 1;
    this.sockets.add(socket);
    return true;
  }

  greet(socket: TestSocket): void {
    if (this.turnsAway !== null) {
      socket.closeBy(this.turnsAway);
      return;
    }
    socket.deliver(syncMessage((encoder) => sync.writeSyncStep1(encoder, this.doc)));
    socket.deliver(awarenessMessage(this.#awareness, [...this.#awareness.getStates().keys()]));
  }

  receive(socket: TestSocket, message: Uint8Array): void {
    if (!this.awake || !this.sockets.has(socket)) {
      return;
    }
    const decoder = decoding.createDecoder(message);
    if (decoding.readVarUint(decoder) === messageAwareness) {
      const update = decoding.readVarUint8Array(decoder);
      this.heard.push(decoding.readVarUint(decoding.createDecoder(update)));
      applyAwarenessUpdate(this.#awareness, update, socket);
      return;
    }
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === sync.messageYjsSyncStep1) {
      socket.deliver(syncMessage((encoder) => sync.writeSyncStep2(encoder, this.doc, content)));
    } else {
      this.#keep(socket, content);
    }
  }

  drop(socket: TestSocket): void {
    this.sockets.delete(socket);
    removeAwarenessStates(this.#awareness, [...socket.clients], socket);
  }

  /** The line is cut: nobody is told why. */
  cut(): void {
    this.up = false;
    [...this.sockets].forEach((socket) => socket.closeBy(1006));
  }

  destroy(): void {
    this.#awareness.destroy();
    this.doc.destroy();
  }

  #keep(socket: TestSocket, update: Uint8Array): void {
    const code = this.judge === null ? null : this.judge(this.#trial(update));
    if (code === null) {
      Y.applyUpdate(this.doc, update, socket);
    } else {
      socket.closeBy(code);
    }
  }

  #trial(update: Uint8Array): Y.Doc {
    const trial = new Y.Doc();
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.doc));
    Y.applyUpdate(trial, update);
    return trial;
  }

  #toOthers(origin: unknown, message: Uint8Array): void {
    this.sockets.forEach((socket) => socket !== origin && socket.deliver(message));
  }
}

/** What y-websocket uses of a WebSocket. Everything arrives later and in order, as on a line. */
export class TestSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  /** Awareness clients that came over this socket. */
  readonly clients = new Set<number>();
  readonly #server: TestServer;
  binaryType = 'arraybuffer';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBufferLike }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(server: TestServer) {
    this.#server = server;
    queueMicrotask(() => {
      if (server.accept(this)) {
        this.readyState = this.OPEN;
        this.onopen?.();
        server.greet(this);
      } else {
        this.closeBy(1006);
      }
    });
  }

  send(message: Uint8Array): void {
    const copy = message.slice();
    queueMicrotask(() => this.#server.receive(this, copy));
  }

  deliver(message: Uint8Array): void {
    const copy = message.slice();
    queueMicrotask(() => this.onmessage?.({ data: copy.buffer }));
  }

  close(): void {
    this.closeBy(1000);
  }

  closeBy(code: number): void {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.#server.drop(this);
      this.onclose?.({ code, reason: '' });
    }
  }
}

function syncMessage(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageSync);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function awarenessMessage(awareness: Awareness, clients: number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageAwareness);
  encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients));
  return encoding.toUint8Array(encoder);
}
