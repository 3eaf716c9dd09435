/** How the screening of a console goes, from what its worker tells. Pure: time is passed in. */
import type { Pace } from './screeningFeed';

/**
 * - `none`: nothing has been told yet;
 * - `running`: it keeps up;
 * - `slow`: its outlines come late, or it leaves out more frames than it looks at;
 * - `gone`: it has fallen silent.
 */
export type PaceState = 'none' | 'running' | 'slow' | 'gone';

export interface PaceReading {
  readonly state: PaceState;
  readonly fps: number;
  readonly behindMs: number;
  /** Of the frames since the reading before. */
  readonly skipped: number;
}

/** The goal from capture to drawn outline. Milliseconds. */
const SLOW_MS = 250;
/** A worker that died is replaced within five seconds. Milliseconds. */
const GONE_AFTER_MS = 2000;

export const NO_PACE: PaceReading = { state: 'none', fps: 0, behindMs: 0, skipped: 0 };

/** @param before the feed's pace `overMs` ago */
export function readPace(before: Pace | null, pace: Pace | null, overMs: number, now: number): PaceReading {
  if (pace === null) {
    return NO_PACE;
  }
  const looked = pace.looked - (before?.looked ?? 0);
  const skipped = pace.skipped - (before?.skipped ?? 0);
  const behindMs = Math.round(pace.behindMs);
  const fps = Math.round((looked * 1000) / Math.max(1, overMs));
  if (now - pace.toldAt > GONE_AFTER_MS) {
    return { state: 'gone', fps: 0, behindMs, skipped: 0 };
  }
  return { state: behindMs > SLOW_MS || skipped > looked ? 'slow' : 'running', fps, behindMs, skipped };
}
