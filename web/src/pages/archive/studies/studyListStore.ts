/** Keeps the list of studies loaded as far as somebody looks, and current. A store for `useSyncExternalStore`. */
import {
  type Count,
  fetchCount,
  fetchRevision,
  fetchStudies,
  type StudyPage,
  type StudyQuery,
} from '../../../api/archive';
import { type ApiError, assertApiError } from '../../../api/http';
import { type Backoff, backoffDelay } from '../../../measure/backoff';
import { anchorBefore, EMPTY_LIST, firstPage, type StudyList, TOP, withFreshPage, withNextPage } from './studyList';

export interface StudyListState {
  readonly list: StudyList;
  /** Null until the server has counted. */
  readonly count: Count | null;
  /** False before the first answer. */
  readonly loaded: boolean;
  /** What keeps the list from being current; null while all is well. */
  readonly problem: ApiError | null;
}

/** How often the server is asked whether there is anything new. */
const REVISION_EVERY_MS = 3000;

const RETRY: Backoff = { firstMs: 500, maxMs: 8000 };

export class StudyListStore {
  readonly #query: StudyQuery;
  readonly #onSignedOut: () => void;
  readonly #listeners = new Set<() => void>();
  #state: StudyListState = { list: EMPTY_LIST, count: null, loaded: false, problem: null };
  #leaving = new AbortController();
  #revision: string | null = null;
  #timer: number | undefined;
  #failures = 0;
  #fetchingNext = false;
  /** The rows in view. */
  #view = { first: 0, last: 0 };

  /** @param onSignedOut called when the server no longer knows this browser's session */
  constructor(query: StudyQuery, onSignedOut: () => void) {
    this.#query = query;
    this.#onSignedOut = onSignedOut;
  }

  /** Asks from the first listener on, and stops after the last. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#leaving = new AbortController();
      document.addEventListener('visibilitychange', this.#whenVisible);
      void this.#round(this.#leaving.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#leaving.abort();
        document.removeEventListener('visibilitychange', this.#whenVisible);
        window.clearTimeout(this.#timer);
      }
    };
  };

  readonly getSnapshot = (): StudyListState => this.#state;

  /** Tells which rows are in view: what follows them is fetched ahead, and they are kept current. */
  readonly lookAt = (first: number, last: number): void => {
    this.#view = { first, last };
    this.#fetchAhead();
  };

  /** Looks for news now, without waiting for the next round. */
  readonly refresh = (): void => {
    window.clearTimeout(this.#timer);
    void this.#round(this.#leaving.signal);
  };

  readonly #whenVisible = (): void => {
    if (!document.hidden) {
      this.refresh();
    }
  };

  async #round(signal: AbortSignal): Promise<void> {
    let wait = REVISION_EVERY_MS;
    try {
      // Nobody sees a hidden page; it catches up when it is shown.
      if (!document.hidden) {
        await this.#catchUp(signal);
      }
      this.#failures = 0;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.#fail(error);
      wait = backoffDelay(RETRY, this.#failures, Math.random());
      this.#failures += 1;
    }
    if (!signal.aborted) {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#round(signal), wait);
    }
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    // Asked before the rows: what comes in between is found in the next round, not missed.
    const revision = await fetchRevision(signal);
    if (revision !== this.#revision) {
      await Promise.all([this.#refreshRows(signal), this.#recount(signal)]);
      this.#revision = revision;
    }
    if (this.#state.problem !== null) {
      this.#update({ problem: null });
    }
    this.#fetchAhead();
  }

  /** The top of the list, where new studies stand, and what is in view. */
  async #refreshRows(signal: AbortSignal): Promise<void> {
    const top = await fetchStudies(this.#query, null, signal);
    const list = this.#state.loaded ? withFreshPage(this.#state.list, TOP, top) : firstPage(top);
    this.#update({ list, loaded: true, problem: null });
    const anchor = anchorBefore(list, this.#view.first);
    if (anchor.cursor !== null) {
      const page = await fetchStudies(this.#query, anchor.cursor, signal);
      this.#update({ list: withFreshPage(this.#state.list, anchor, page) });
    }
  }

  async #recount(signal: AbortSignal): Promise<void> {
    this.#update({ count: await fetchCount(this.#query, signal) });
  }

  /** Two screens ahead are enough that nobody who scrolls with a wheel meets the end. */
  #fetchAhead(): void {
    const { first, last } = this.#view;
    if (this.#state.list.next !== null && last + 2 * (last - first + 1) >= this.#state.list.studies.length) {
      void this.#fetchNext(this.#leaving.signal);
    }
  }

  async #fetchNext(signal: AbortSignal): Promise<void> {
    if (this.#fetchingNext) {
      return;
    }
    this.#fetchingNext = true;
    try {
      const asked = this.#state.list.next;
      const page = await fetchStudies(this.#query, asked, signal);
      this.#append(asked, page);
    } catch (error) {
      if (!signal.aborted) {
        this.#fail(error); // the next round tries again
      }
    } finally {
      this.#fetchingNext = false;
    }
  }

  /** A refresh may have moved the end of the list while the page was on its way; it is asked for again then. */
  #append(asked: string | null, page: StudyPage): void {
    if (this.#state.list.next === asked) {
      this.#update({ list: withNextPage(this.#state.list, page) });
    }
  }

  #fail(error: unknown): void {
    assertApiError(error);
    if (error.status === 401) {
      this.#onSignedOut();
    }
    this.#update({ problem: error });
  }

  #update(change: Partial<StudyListState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
