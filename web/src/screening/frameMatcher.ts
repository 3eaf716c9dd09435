/** Holds frames back, in order, until what was found on each has come, or no longer than may be. Pure: time is passed in. */
import type { FrameKey } from './screeningFeed';

/** The longest that a picture waits for its outlines. */
export const HOLD_MS = 150;

/** Word of a later frame has come: this one was passed over, unless its own word, longer and on another channel, is just behind. */
const OVERTAKEN_MS = 20;

/** Frames that are due and not yet shown: a browser that draws slower than frames come leaves some out. */
const MOST_DUE = 2;

/** Decoders have only so many frames to lend; at 60 a second this is as long as the longest wait. */
const MOST_HELD = 10;

interface Waiting<F> {
  readonly frame: F;
  readonly key: FrameKey | null;
  readonly since: number;
  told: boolean;
  overtakenAt: number | null;
}

/** A frame to be shown now. */
export interface Released<F> {
  readonly frame: F;
  /** Null: its outlines did not come in time, or nobody knows when it was captured. */
  readonly key: FrameKey | null;
  readonly heldMs: number;
}

export class FrameMatcher<F> {
  readonly #drop: (frame: F) => void;
  #waiting: Waiting<F>[] = [];

  /** @param drop lets go of a frame that will not be shown */
  constructor(drop: (frame: F) => void) {
    this.#drop = drop;
  }

  /**
   * A frame that came.
   *
   * @param key null where its moment of capture is not known
   * @param told its findings are there already
   */
  add(frame: F, key: FrameKey | null, told: boolean, now: number): void {
    this.#waiting.push({ frame, key, since: now, told, overtakenAt: null });
    if (this.#waiting.length > MOST_HELD) {
      this.#dropFirst(this.#waiting.length - MOST_HELD);
    }
  }

  /** The findings of a frame came. */
  told(key: FrameKey, now: number): void {
    for (const waiting of this.#waiting) {
      if (waiting.key === key) {
        waiting.told = true;
      } else if (waiting.key !== null && waiting.key < key) {
        waiting.overtakenAt ??= now;
      }
    }
  }

  /** The next frame to be shown, whose it is to let go of; null while none is due. */
  next(now: number): Released<F> | null {
    const wait = this.#waiting.findIndex((waiting) => !isDue(waiting, now));
    const due = wait < 0 ? this.#waiting.length : wait;
    this.#dropFirst(due - MOST_DUE);
    const first = due > 0 ? this.#waiting.shift() : undefined;
    return first === undefined ? null : { frame: first.frame, key: first.told ? first.key : null, heldMs: now - first.since };
  }

  clear(): void {
    this.#dropFirst(this.#waiting.length);
  }

  #dropFirst(count: number): void {
    for (const { frame } of this.#waiting.splice(0, Math.max(0, count))) {
      this.#drop(frame);
    }
  }
}

function isDue({ key, told, since, overtakenAt }: Waiting<unknown>, now: number): boolean {
  return told || key === null || now - since >= HOLD_MS || (overtakenAt !== null && now - overtakenAt >= OVERTAKEN_MS);
}
