/** The median of what was measured during the last moments. */

interface Entry {
  readonly at: number;
  readonly value: number;
}

/** A sliding window over time; times in milliseconds, values in any unit. */
export class MedianWindow {
  readonly #spanMs: number;
  #entries: Entry[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(at: number, value: number): void {
    this.#entries.push({ at, value });
    this.#forget(at);
  }

  /** Null when nothing was measured during the window that ends at `now`. */
  median(now: number): number | null {
    this.#forget(now);
    if (this.#entries.length === 0) {
      return null;
    }
    const sorted = this.#entries.map((entry) => entry.value).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const upper = sorted[middle] as number;
    return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  }

  clear(): void {
    this.#entries = [];
  }

  #forget(now: number): void {
    const start = now - this.#spanMs;
    const keep = this.#entries.findIndex((entry) => entry.at > start);
    if (keep !== 0) {
      this.#entries = keep === -1 ? [] : this.#entries.slice(keep);
    }
  }
}
