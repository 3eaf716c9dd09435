/** When each frame of a clip is shown, from what its header says of time (PS3.3 C.7.6.5, C.8.5.1). */
import { type Dataset, number, numbers } from './dicomJson';

const FRAME_TIME = '00181063';
const FRAME_TIME_VECTOR = '00181065';
const CINE_RATE = '00180040';
const RECOMMENDED_RATE = '00082144';
const ACTUAL_FRAME_DURATION = '00181242';

/** For clips that say nothing: the usual rate of stored angiograms. */
const UNTOLD_RATE = 15;
/** Slower or faster than this is a fault of the header. */
const SHORTEST_MS = 1000 / 240;
const LONGEST_MS = 10_000;

/**
 * How long each frame stays, in ms.
 *
 * Recommended Display Frame Rate and Cine Rate are for showing; Frame Time and its vector tell how the clip was taken, and come first where they
 * are there because they are what makes a heart beat at its own pace.
 */
export function frameDurations(attributes: Dataset, count: number): readonly number[] {
  const vector = numbers(attributes, FRAME_TIME_VECTOR);
  if (vector.length === count && count > 1) {
    // The vector's first value is 0; value n is the time between frames n-1 and n (PS3.3 C.7.6.5.1.2).
    const steps = vector.slice(1);
    return [...steps, steps[steps.length - 1] ?? 0].map(plausible);
  }
  const time = number(attributes, FRAME_TIME) ?? number(attributes, ACTUAL_FRAME_DURATION);
  const rate = number(attributes, RECOMMENDED_RATE) ?? number(attributes, CINE_RATE);
  const duration = time !== null && time > 0 ? time : 1000 / (rate !== null && rate > 0 ? rate : UNTOLD_RATE);
  return new Array<number>(count).fill(plausible(duration));
}

function plausible(duration: number): number {
  return duration > 0 ? Math.min(LONGEST_MS, Math.max(SHORTEST_MS, duration)) : 1000 / UNTOLD_RATE;
}

/** Frames a second over the whole clip. */
export function meanRate(durations: readonly number[]): number {
  const total = durations.reduce((sum, duration) => sum + duration, 0);
  return total === 0 ? 0 : (1000 * durations.length) / total;
}
