/** What the dot beside a live picture says: whether an expert can guide by this picture. */

export type PictureQuality = 'good' | 'fair' | 'poor' | 'lost';

/** Glass to glass in milliseconds. Remote guidance: 200 ideal, 300 suitable, 400 to 500 tiring (Xu 2014, doi 10.1007/s00464-014-3504-z). */
const GOOD_LATENCY_MS = 200;
const FAIR_LATENCY_MS = 400;

/** Frames per second. Supervisors notice frame rate first, and 5 is what they complain of (doi 10.1007/s10278-018-0157-9). */
const GOOD_FRAME_RATE = 20;
const FAIR_FRAME_RATE = 10;

/** Without a new frame for this long, what is on the screen is the past. Milliseconds. */
export const LOST_AFTER_MS = 2000;

/** What was measured of the picture on the screen. */
export interface PictureCondition {
  /** Glass to glass in milliseconds; null when the source stamps no capture time. */
  readonly latencyMs: number | null;
  readonly framesPerSecond: number;
  /** Milliseconds since the last new frame. */
  readonly frameAgeMs: number;
}

/** The worse of delay and frame rate decides; an unknown delay leaves it to the frame rate. */
export function pictureQuality({ latencyMs, framesPerSecond, frameAgeMs }: PictureCondition): PictureQuality {
  if (frameAgeMs > LOST_AFTER_MS) {
    return 'lost';
  }
  const latency = latencyMs ?? 0;
  if (latency <= GOOD_LATENCY_MS && framesPerSecond >= GOOD_FRAME_RATE) {
    return 'good';
  }
  if (latency <= FAIR_LATENCY_MS && framesPerSecond >= FAIR_FRAME_RATE) {
    return 'fair';
  }
  return 'poor';
}
