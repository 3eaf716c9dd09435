/** Plays a clip at its own pace: tells which frame is due at a time, and leaves frames out rather than slow down. */

export class CinePlayer {
  readonly #ends: readonly number[];
  #startedAt: number | null = null;
  /** Place in the clip, ms, while it stands still or at the moment it was started. */
  #place = 0;
  #speed = 1;

  /** @param durations how long each frame stays, ms */
  constructor(durations: readonly number[]) {
    let end = 0;
    this.#ends = durations.map((duration) => (end += duration));
  }

  get playing(): boolean {
    return this.#startedAt !== null;
  }

  get speed(): number {
    return this.#speed;
  }

  play(now: number, fromFrame: number): void {
    this.#place = this.#ends[fromFrame - 1] ?? 0;
    this.#startedAt = now;
  }

  pause(now: number): void {
    this.#place = this.#placeAt(now);
    this.#startedAt = null;
  }

  /** @param speed 1 is the clip's own pace */
  setSpeed(speed: number, now: number): void {
    this.#place = this.#placeAt(now);
    this.#startedAt = this.playing ? now : null;
    this.#speed = speed;
  }

  /** The frame to be shown at `now` (ms), counted from 0. */
  frameAt(now: number): number {
    const place = this.#placeAt(now);
    const frame = this.#ends.findIndex((end) => place < end);
    return frame === -1 ? Math.max(0, this.#ends.length - 1) : frame;
  }

  /** The due frame has not arrived: time stands still until it has. */
  waitOn(frame: number, now: number): void {
    if (this.playing) {
      this.play(now, frame);
    }
  }

  #placeAt(now: number): number {
    const length = this.#ends[this.#ends.length - 1] ?? 0;
    const place = this.#startedAt === null ? this.#place : this.#place + (now - this.#startedAt) * this.#speed;
    return length === 0 ? 0 : place % length;
  }
}
