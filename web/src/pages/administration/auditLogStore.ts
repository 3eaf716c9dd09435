/** The audit log as far as somebody has asked for it, newest first. A store for `useSyncExternalStore`. */
import type { AuditEntry, AuditPage } from '../../api/audit';
import { type ApiError, assertApiError } from '../../api/http';

export interface AuditLog {
  readonly entries: readonly AuditEntry[];
  /** Whether older ones follow. */
  readonly more: boolean;
  readonly loading: boolean;
  /** What kept the last page from coming. */
  readonly problem: ApiError | null;
}

/** @param before id of the entry after which to go on; null for the newest */
export type FetchPage = (before: number | null, signal: AbortSignal) => Promise<AuditPage>;

const AT_FIRST: AuditLog = { entries: [], more: false, loading: true, problem: null };

export class AuditLogStore {
  readonly #fetchPage: FetchPage;
  readonly #listeners = new Set<() => void>();
  #log = AT_FIRST;
  #asking = new AbortController();

  constructor(fetchPage: FetchPage) {
    this.#fetchPage = fetchPage;
  }

  /** Asks with the first listener. Nothing is asked again by itself, because each look is recorded. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.refresh();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#asking.abort();
      }
    };
  };

  readonly getSnapshot = (): AuditLog => this.#log;

  /** Begins anew from the newest; what is there stays until the answer comes. */
  readonly refresh = (): void => {
    void this.#ask(null, []);
  };

  readonly older = (): void => {
    const last = this.#log.entries.at(-1);
    if (last !== undefined && this.#log.more && !this.#log.loading) {
      void this.#ask(last.id, this.#log.entries);
    }
  };

  async #ask(before: number | null, newer: readonly AuditEntry[]): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#update({ ...this.#log, loading: true, problem: null });
    try {
      const { entries, more } = await this.#fetchPage(before, signal);
      if (!signal.aborted) {
        this.#update({ entries: [...newer, ...entries], more, loading: false, problem: null });
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      assertApiError(error);
      this.#update({ ...this.#log, loading: false, problem: error });
    }
  }

  #update(log: AuditLog): void {
    this.#log = log;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
