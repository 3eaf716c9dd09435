/** How long to wait before trying again. */

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Doubles from `firstMs` up to `maxMs`, then spreads by ± 25 % so that the pages of a whole hospital do not
 * come back in the same instant after an outage.
 *
 * @param attempt 0 for the first wait
 * @param random a number in [0, 1)
 */
export function backoffDelay({ firstMs, maxMs }: Backoff, attempt: number, random: number): number {
  const delay = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return delay * (0.75 + random / 2);
}
