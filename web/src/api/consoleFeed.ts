/** The consoles on air, kept current by server-sent events for as long as somebody looks. */
import { type Backoff, backoffDelay } from '../measure/backoff';
import { type Console, parseConsoles } from './consoles';
import { currentUser } from './session';

export interface ConsoleFeedState {
  /** Null before the first answer. */
  readonly consoles: readonly Console[] | null;
  /** False while the server cannot be reached; `consoles` is then the last known state. */
  readonly connected: boolean;
}

const RETRY: Backoff = { firstMs: 500, maxMs: 5000 };

/** A store for `useSyncExternalStore`: connects with the first listener, disconnects after the last. */
export class ConsoleFeed {
  readonly #onSignedOut: () => void;
  readonly #listeners = new Set<() => void>();
  #state: ConsoleFeedState = { consoles: null, connected: false };
  #source: EventSource | null = null;
  #retryTimer: number | undefined;
  #failures = 0;

  /** @param onSignedOut called when the server no longer knows this browser's session */
  constructor(onSignedOut: () => void) {
    this.#onSignedOut = onSignedOut;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#connect();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#disconnect();
      }
    };
  };

  readonly getSnapshot = (): ConsoleFeedState => this.#state;

  #connect(): void {
    const source = new EventSource('/api/events');
    this.#source = source;
    source.addEventListener('consoles', (event) => {
      this.#failures = 0;
      this.#update({ consoles: parseConsoles(event.data), connected: true });
    });
    source.addEventListener('error', () => {
      this.#update({ ...this.#state, connected: false });
      // The browser reconnects by itself after a broken line, but gives up for good on an error status.
      if (source.readyState === EventSource.CLOSED) {
        void this.#reconnectLater();
      }
    });
  }

  async #reconnectLater(): Promise<void> {
    const delay = backoffDelay(RETRY, this.#failures, Math.random());
    this.#failures += 1;
    this.#retryTimer = window.setTimeout(() => this.#connect(), delay);
    const signedOut = await currentUser().then(
      (user) => user === null,
      () => false, // the server is away altogether: that says nothing about the session
    );
    if (signedOut) {
      this.#disconnect();
      this.#onSignedOut();
    }
  }

  #disconnect(): void {
    window.clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = null;
    this.#failures = 0;
    this.#state = { ...this.#state, connected: false };
  }

  #update(state: ConsoleFeedState): void {
    this.#state = state;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
