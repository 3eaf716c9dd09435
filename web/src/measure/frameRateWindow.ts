/** Frames per second over the last moments, from a running count of shown frames. */

interface Mark {
  readonly at: number;
  readonly count: number;
}

/**
 * Fed with the browser's own count of presented frames (`VideoFrameCallbackMetadata.presentedFrames`), so that frames
 * shown while the page was too busy to be called back are counted too. Times in milliseconds.
 */
export class FrameRateWindow {
  readonly #spanMs: number;
  #marks: Mark[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(at: number, presentedFrames: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && presentedFrames < last.count) {
      this.#marks = []; // another source began its own count
    }
    this.#marks.push({ at, count: presentedFrames });
    this.#forget(at);
  }

  /** Frames per second; 0 when nothing moved during the window that ends at `now`. */
  rate(now: number): number {
    this.#forget(now);
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.count === first.count) {
      return 0;
    }
    const frames = last.count - first.count;
    // A gap that is still open counts only once it is longer than usual, else the figure flickers between frames.
    const openGap = now - last.at - (last.at - first.at) / frames;
    return (frames * 1000) / (last.at - first.at + Math.max(0, openGap));
  }

  clear(): void {
    this.#marks = [];
  }

  #forget(now: number): void {
    const start = now - this.#spanMs;
    this.#marks = this.#marks.filter((mark) => mark.at > start);
  }
}
