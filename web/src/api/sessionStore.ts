/** Who is signed in on this page, as a store for `useSyncExternalStore`. */
import { assertApiError } from './http';
import { currentUser, signIn, signOut, type User } from './session';

export type SessionState =
  | { readonly status: 'unknown' }
  /** The server does not answer yet. */
  | { readonly status: 'unreachable' }
  | { readonly status: 'signed-out' }
  | { readonly status: 'signed-in'; readonly user: User };

const RETRY_MS = 2000;

export class SessionStore {
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: 'unknown' };

  /** Asks the server at once: everything else on the page waits for the answer. */
  constructor() {
    void this.#ask();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): SessionState => this.#state;

  /** Throws ApiError when the server refuses. */
  async signIn(name: string, password: string): Promise<User> {
    const user = await signIn(name, password);
    this.#enter({ status: 'signed-in', user });
    return user;
  }

  async signOut(): Promise<void> {
    await signOut();
    this.#enter({ status: 'signed-out' });
  }

  /** The server has said that it no longer knows the session. */
  expire(): void {
    this.#enter({ status: 'signed-out' });
  }

  async #ask(): Promise<void> {
    try {
      const user = await currentUser();
      this.#enter(user === null ? { status: 'signed-out' } : { status: 'signed-in', user });
    } catch (error) {
      assertApiError(error);
      this.#enter({ status: 'unreachable' });
      window.setTimeout(() => void this.#ask(), RETRY_MS);
    }
  }

  #enter(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
