/** Estimates the server's clock from request/answer time stamps, as NTP does (RFC 5905 section 8). */

/** One exchange with the server: when it was asked and answered here, and what it said. All in milliseconds. */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
}

/** `serverTime = localTime + offset`, true to within ± `uncertainty`. Both in milliseconds. */
export interface ClockEstimate {
  readonly offset: number;
  readonly uncertainty: number;
}

/** Two computer clocks run apart by at most this much: RFC 5905's frequency tolerance is 15 ppm, cheap quartz does 50. */
const DRIFT_PER_MS = 50e-6;

/** Browsers coarsen their time stamps by up to this much against timing attacks. */
const STAMP_RESOLUTION_MS = 1;

/** Enough for several rounds, so that one round on a busy line does not replace a good one. */
const MAX_SAMPLES = 32;

/**
 * Keeps the last samples and trusts the one with the least possible error: half its round trip
 * (the server's stamp was made somewhere in between) plus what the clocks may have drifted since.
 */
export class ClockFilter {
  #samples: ClockSample[] = [];

  add(sample: ClockSample): void {
    if (sample.receivedAt < sample.sentAt) {
      return; // the local clock stepped back in between; the sample says nothing
    }
    const known = this.estimate(sample.receivedAt);
    if (known !== null && !agree(known, estimateFrom(sample, sample.receivedAt))) {
      // One of the clocks was set, or this computer slept: what was measured before is worth nothing.
      this.#samples = [];
    }
    this.#samples = [...this.#samples, sample].slice(-MAX_SAMPLES);
  }

  /** The best estimate at local time `now`, or null before the first sample. */
  estimate(now: number): ClockEstimate | null {
    let best: ClockEstimate | null = null;
    for (const sample of this.#samples) {
      const estimate = estimateFrom(sample, now);
      if (best === null || estimate.uncertainty < best.uncertainty) {
        best = estimate;
      }
    }
    return best;
  }
}

function estimateFrom({ sentAt, receivedAt, serverTime }: ClockSample, now: number): ClockEstimate {
  const drift = Math.max(0, now - receivedAt) * DRIFT_PER_MS;
  return { offset: serverTime - (sentAt + receivedAt) / 2, uncertainty: (receivedAt - sentAt) / 2 + drift };
}

function agree(a: ClockEstimate, b: ClockEstimate): boolean {
  return Math.abs(a.offset - b.offset) <= a.uncertainty + b.uncertainty + STAMP_RESOLUTION_MS;
}
