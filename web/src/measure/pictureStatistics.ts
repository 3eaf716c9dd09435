/** Turns the frames of one live picture into the figures shown on it. Without I/O: times come in, figures go out. */
import type { ClockEstimate } from './clockFilter';
import { FrameRateWindow } from './frameRateWindow';
import { MedianWindow } from './medianWindow';
import { type PictureQuality, pictureQuality } from './pictureQuality';

/** One frame that reached the screen. Times in milliseconds. */
export interface ShownFrame {
  /** When it is expected to be visible, by the local clock. */
  readonly displayedAt: number;
  /** When it was captured, by the server's clock; null when the source does not say. */
  readonly capturedAt: number | null;
  /** The browser's running count of presented frames. */
  readonly presentedFrames: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureFigures {
  /** Median glass-to-glass delay in milliseconds; null while it is not known. */
  readonly latencyMs: number | null;
  readonly framesPerSecond: number;
  readonly quality: PictureQuality;
  readonly width: number;
  readonly height: number;
}

/** Long enough for a steady figure, short enough to show a change at once. Milliseconds. */
const WINDOW_MS = 2000;

/** A rate over less than this says more about when the first frames came than about the picture. Milliseconds. */
const SETTLE_MS = 500;

export class PictureStatistics {
  readonly #latencies = new MedianWindow(WINDOW_MS);
  readonly #frames = new FrameRateWindow(WINDOW_MS);
  #lastFrame: ShownFrame | null = null;
  #measuringSince = 0;

  /** `clock` is the estimate that holds now, null when the server's clock is not known yet. */
  add(frame: ShownFrame, clock: ClockEstimate | null): void {
    this.#frames.add(frame.displayedAt, frame.presentedFrames);
    if (this.#lastFrame === null) {
      this.#measuringSince = frame.displayedAt;
    }
    this.#lastFrame = frame;
    const latency = glassToGlass(frame, clock);
    if (latency !== null) {
      this.#latencies.add(frame.displayedAt, latency);
    }
  }

  /** Null before the first frame, and until there is enough to go by. */
  read(now: number): PictureFigures | null {
    const last = this.#lastFrame;
    if (last === null || now - this.#measuringSince < SETTLE_MS) {
      return null;
    }
    const latencyMs = this.#latencies.median(now);
    const framesPerSecond = this.#frames.rate(now);
    const quality = pictureQuality({ latencyMs, framesPerSecond, frameAgeMs: now - last.displayedAt });
    return { latencyMs, framesPerSecond, quality, width: last.width, height: last.height };
  }

  /** Nothing was looked at for a while (the tab was hidden): what was measured before says nothing about now. */
  pause(now: number): void {
    this.#latencies.clear();
    this.#frames.clear();
    this.#measuringSince = now;
    if (this.#lastFrame !== null) {
      this.#lastFrame = { ...this.#lastFrame, displayedAt: now };
    }
  }
}

/**
 * A frame cannot be shown before it was captured. A result below zero by less than the clock's uncertainty is
 * zero within the error of measurement; by more, some clock is wrong and no figure is the honest one.
 */
function glassToGlass(frame: ShownFrame, clock: ClockEstimate | null): number | null {
  if (frame.capturedAt === null || clock === null) {
    return null;
  }
  const latency = frame.displayedAt + clock.offset - frame.capturedAt;
  return latency < -clock.uncertainty ? null : Math.max(0, latency);
}
