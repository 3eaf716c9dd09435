/** How fast an upload goes, and how long it still takes: time is an input. */

/** Old enough to be steady, young enough to notice a network that slows down. */
const WINDOW_MS = 6_000;

/** A shorter time tells nothing yet. */
const LEAST_MS = 500;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

export class UploadRate {
  #samples: readonly Sample[] = [];

  /** @param bytes sent in all until now; @param at in milliseconds */
  add(bytes: number, at: number): void {
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes }];
  }

  /** Bytes per second over the last seconds; null while there is too little to go by. */
  perSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) {
      return null;
    }
    return (Math.max(0, last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }

  /** After a pause the time before it no longer counts. */
  restart(): void {
    this.#samples = [];
  }
}
