/** The server's events over one connection, which stands for as long as somebody listens to any of them. */
import { type Backoff, backoffDelay } from '../measure/backoff';

export interface Latest<T> {
  /** As of the last event; null before the first. */
  readonly value: T | null;
  /** False while the server cannot be reached; `value` is then the last known state. */
  readonly connected: boolean;
}

/** A store for `useSyncExternalStore`. */
export interface LatestStore<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => Latest<T>;
}

/** One kind of event. */
interface Channel {
  readonly take: (data: unknown) => void;
  readonly away: () => void;
}

const RETRY: Backoff = { firstMs: 500, maxMs: 5000 };

export class ServerEvents {
  readonly #known: () => Promise<boolean>;
  readonly #onUnknown: () => void;
  readonly #channels = new Map<string, Channel>();
  #users = 0;
  #source: EventSource | null = null;
  #retryTimer: number | undefined;
  #failures = 0;

  /**
   * @param known asks the server whether it still knows who is at this page
   * @param onUnknown called when it does not
   */
  constructor(known: () => Promise<boolean>, onUnknown: () => void) {
    this.#known = known;
    this.#onUnknown = onUnknown;
  }

  /**
   * The latest event of one kind. Call once for each kind, before anybody listens.
   *
   * @param parse reads the data of an event
   */
  latest<T>(name: string, parse: (data: unknown) => T): LatestStore<T> {
    const listeners = new Set<() => void>();
    let state: Latest<T> = { value: null, connected: false };
    const update = (next: Latest<T>) => {
      state = next;
      for (const listener of listeners) {
        listener();
      }
    };
    this.#channels.set(name, {
      take: (data) => update({ value: parse(data), connected: true }),
      away: () => state.connected && update({ ...state, connected: false }),
    });
    return {
      subscribe: (listener) => {
        listeners.add(listener);
        this.#use();
        return () => {
          listeners.delete(listener);
          this.#leave();
        };
      },
      getSnapshot: () => state,
    };
  }

  #use(): void {
    this.#users += 1;
    if (this.#users === 1) {
      this.#connect();
    }
  }

  #leave(): void {
    this.#users -= 1;
    if (this.#users === 0) {
      this.#disconnect();
    }
  }

  #connect(): void {
    const source = new EventSource('/api/events');
    this.#source = source;
    for (const [name, channel] of this.#channels) {
      source.addEventListener(name, (event) => {
        this.#failures = 0;
        channel.take(event.data);
      });
    }
    source.addEventListener('error', () => {
      this.#tellAway();
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
    const known = await this.#known().then(
      (answer) => answer,
      () => true, // the server is away altogether: that says nothing about who is here
    );
    if (!known) {
      this.#disconnect();
      this.#onUnknown();
    }
  }

  #disconnect(): void {
    window.clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = null;
    this.#failures = 0;
    this.#tellAway();
  }

  #tellAway(): void {
    for (const channel of this.#channels.values()) {
      channel.away();
    }
  }
}
