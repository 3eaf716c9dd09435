/** Which findings lie over the running picture, and how old they are. Pure: time is passed in. */
import type { ServerClock } from '../api/serverClock';
import type { Latest } from './screeningFeed';

/** Older ones are faded. Milliseconds. */
export const FADES_AFTER_MS = 1000;
/** Older ones are gone. Milliseconds. */
export const GONE_AFTER_MS = 2000;

export interface Aged {
  readonly latest: Latest;
  /** Since the capture of the frame that they were found on. Milliseconds. */
  readonly ageMs: number;
}

/**
 * Those to be drawn, with their age.
 *
 * A detector that looks every few seconds only (reading text) is not gone between two looks, just faded.
 *
 * @param offset what to add to `now` to get the server's time; null while that is not known
 */
export function newestFindings(all: Iterable<Latest>, now: number, offset: number | null): readonly Aged[] {
  return [...all].map((latest) => ({ latest, ageMs: ageOf(latest, now, offset) })).filter(({ latest, ageMs }) => ageMs <= GONE_AFTER_MS + pauseOf(latest));
}

/** Of what is drawn as frames come: the oldest of that; a detector that looks now and then is faded, which says enough. Null for nothing. */
export function ageSaid(drawn: readonly Aged[]): number | null {
  const flowing = drawn.filter(({ latest }) => pauseOf(latest) === 0);
  const ages = (flowing.length > 0 ? flowing : drawn).map(({ ageMs }) => ageMs);
  return ages.length === 0 ? null : Math.max(...ages);
}

/** 1 for fresh ones, less for those that are going. */
export function strengthAt(ageMs: number): number {
  return ageMs <= FADES_AFTER_MS ? 1 : 0.45;
}

/** What to add to `performance.now()` to get the server's time; null while that is not known. */
export function offsetOf(clock: ServerClock): number | null {
  return clock.estimate()?.offset ?? null;
}

function ageOf({ told, toldAt }: Latest, now: number, offset: number | null): number {
  const sinceTold = now - toldAt;
  // Clocks may differ by more than a message takes: nothing is older than its message says, nor younger than it is here.
  return told.captured === null || offset === null ? sinceTold + told.behind.ms : Math.max(sinceTold, now + offset - told.captured);
}

/** How long a detector is silent between two looks, beyond what a stream of frames explains. */
function pauseOf({ intervalMs }: Latest): number {
  return intervalMs === null || intervalMs <= FADES_AFTER_MS ? 0 : Math.min(intervalMs, 5000);
}
