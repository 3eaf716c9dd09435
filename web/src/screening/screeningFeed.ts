/** What a console's screening worker tells, kept by frame for as long as it can be drawn. Nothing of React: a message comes with each frame. */
import { type Room, RoomEvent } from 'livekit-client';
import { parseTold, type Report, type Told, TOPIC } from './wire';

/** Longer than any frame is held back. Milliseconds. */
const KEEP_MS = 3000;
/** Frames of that time at 60 a second, and some. */
const MOST_FRAMES = 240;

/** The moment of capture in whole microseconds, as its source counts it. */
export type FrameKey = number;

export function frameKey(capturedMs: number): FrameKey {
  return Math.round(capturedMs * 1000);
}

/** All that was told of one frame. Times in ms of `performance.now()`. */
export interface FrameFindings {
  /** Moment of capture, ms of the server's clock. */
  readonly captured: number;
  readonly width: number;
  readonly height: number;
  readonly reports: readonly Report[];
  readonly toldAt: number;
}

/** The last word of one detector. */
export interface Latest {
  readonly told: Told;
  readonly report: Report;
  readonly toldAt: number;
  /** Since its word before; null for the first. Milliseconds. */
  readonly intervalMs: number | null;
}

/** How well the worker keeps up; of its slow detectors nothing. */
export interface Pace {
  readonly toldAt: number;
  readonly behindMs: number;
  /** Frames that it has looked at since this page listens. */
  readonly looked: number;
  /** Frames that it has passed over since then. */
  readonly skipped: number;
}

type Listener = (told: Told, now: number) => void;

export class ScreeningFeed {
  readonly #byFrame = new Map<FrameKey, FrameFindings>();
  readonly #latest = new Map<string, Latest>();
  readonly #listeners = new Set<Listener>();
  #track: string | null = null;
  #newest = 0;
  #pace: Pace | null = null;

  /** Null before the first message. */
  get pace(): Pace | null {
    return this.#pace;
  }

  /** Takes the messages of a room that is about to be joined. */
  listen(room: Room): void {
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      // The worker is hidden, so its packets name nobody; people may send packets too, in their own name.
      if (topic === TOPIC && participant === undefined) {
        const told = parseTold(payload);
        if (told !== null) {
          this.add(told, performance.now());
        }
      }
    });
  }

  /** @param now ms of `performance.now()` */
  add(told: Told, now: number): void {
    if (told.track !== this.#track) {
      this.#track = told.track;
      this.#newest = 0;
      this.#byFrame.clear();
      this.#latest.clear();
    }
    this.#measure(told, now);
    this.#keep(told, now);
    for (const report of told.reports) {
      this.#renew(told, report, now);
    }
    for (const listener of this.#listeners) {
      listener(told, now);
    }
  }

  /** What was told of the frame captured at that moment; null while nothing was. */
  of(key: FrameKey): FrameFindings | null {
    return this.#byFrame.get(key) ?? null;
  }

  /** The last word of each detector, however old. */
  latest(): Iterable<Latest> {
    return this.#latest.values();
  }

  /** Called with each message. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A slow detector tells of a frame that others have left behind long ago. */
  #measure({ captured, behind }: Told, now: number): void {
    if (captured !== null && captured < this.#newest) {
      return;
    }
    this.#newest = captured ?? this.#newest;
    const { looked, skipped } = this.#pace ?? { looked: 0, skipped: 0 };
    this.#pace = { toldAt: now, behindMs: behind.ms, looked: looked + 1, skipped: skipped + behind.skipped };
  }

  #keep(told: Told, now: number): void {
    if (told.captured === null) {
      return;
    }
    const key = frameKey(told.captured);
    const before = this.#byFrame.get(key);
    this.#byFrame.set(key, { captured: told.captured, width: told.width, height: told.height, reports: [...(before?.reports ?? []), ...told.reports], toldAt: before?.toldAt ?? now });
    for (const [old, { toldAt }] of this.#byFrame) {
      if (this.#byFrame.size <= MOST_FRAMES && now - toldAt <= KEEP_MS) {
        break;
      }
      this.#byFrame.delete(old);
    }
  }

  /** A slow detector tells of older frames than a fast one; of its own frames none comes after a newer one, or it is passed over. */
  #renew(told: Told, report: Report, now: number): void {
    const before = this.#latest.get(report.detector);
    if (before !== undefined && told.captured !== null && before.told.captured !== null && told.captured < before.told.captured) {
      return;
    }
    this.#latest.set(report.detector, { told, report, toldAt: now, intervalMs: before === undefined ? null : now - before.toldAt });
  }
}
