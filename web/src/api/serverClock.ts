/** The server's clock as seen from this page: asks `/api/clock` and keeps the estimate fresh. */
import * as v from 'valibot';
import { type ClockEstimate, ClockFilter } from '../measure/clockFilter';
import { assertApiError, requestJson } from './http';

const ClockAnswer = v.object({ now_us: v.number() });

/** Several exchanges in a row: one of them usually meets an idle line. */
const SAMPLES_PER_ROUND = 6;

const ROUND_EVERY_MS = 60_000;

/** Before the first success a failed round is repeated sooner. */
const RETRY_MS = 2_000;

export class ServerClock {
  readonly #filter = new ClockFilter();
  #users = 0;
  #timer: number | undefined;
  #measuring = false;

  /** Keeps measuring until the returned function is called. */
  readonly use = (): (() => void) => {
    this.#users += 1;
    if (this.#users === 1) {
      document.addEventListener('visibilitychange', this.#afterSleep);
      void this.#round();
    }
    return () => {
      this.#users -= 1;
      if (this.#users === 0) {
        document.removeEventListener('visibilitychange', this.#afterSleep);
        window.clearTimeout(this.#timer);
      }
    };
  };

  /** What to add to `performance.now()` to get the server's unix time in milliseconds; null before the first answer. */
  estimate(): ClockEstimate | null {
    return this.#filter.estimate(performance.now());
  }

  // performance.now() may stand still while the computer sleeps, which shifts it against the server's clock.
  readonly #afterSleep = (): void => {
    if (!document.hidden) {
      void this.#round();
    }
  };

  async #round(): Promise<void> {
    if (this.#measuring) {
      return;
    }
    this.#measuring = true;
    window.clearTimeout(this.#timer);
    try {
      for (let taken = 0; taken < SAMPLES_PER_ROUND && this.#users > 0; taken += 1) {
        this.#filter.add(await exchange());
      }
    } catch (error) {
      assertApiError(error);
      // The server is away: the old estimate holds on, its uncertainty grows, and the next round tries again.
    } finally {
      this.#measuring = false;
      if (this.#users > 0) {
        const delay = this.estimate() === null ? RETRY_MS : ROUND_EVERY_MS;
        this.#timer = window.setTimeout(() => void this.#round(), delay);
      }
    }
  }
}

// The monotonic clock, because the wall clock of a computer may be set at any moment.
async function exchange(): Promise<{ sentAt: number; receivedAt: number; serverTime: number }> {
  const sentAt = performance.now();
  const answer = await requestJson('/api/clock', ClockAnswer);
  return { sentAt, receivedAt: performance.now(), serverTime: answer.now_us / 1000 };
}
