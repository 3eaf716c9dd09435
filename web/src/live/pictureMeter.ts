/** Watches a live picture on the screen and measures it frame by frame. */
import type { RemoteVideoTrack } from 'livekit-client';
import type { ServerClock } from '../api/serverClock';
import { type PictureFigures, PictureStatistics } from '../measure/pictureStatistics';
import { captureTime } from './grabFrame';
import { type PresentedFrame, watchFrames } from './presentedFrames';

export interface PictureReading extends PictureFigures {
  /** Bits per second received. */
  readonly bitrate: number;
}

/** How often the figures on the screen change. Faster cannot be read. Milliseconds. */
const PUBLISH_EVERY_MS = 500;

/** A store for `useSyncExternalStore` over the figures of one `<video>`. */
export class PictureMeter {
  readonly #clock: ServerClock;
  readonly #listeners = new Set<() => void>();
  readonly #statistics = new PictureStatistics();
  #track: RemoteVideoTrack | null = null;
  #reading: PictureReading | null = null;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): PictureReading | null => this.#reading;

  /** The track whose frames the video shows from now on; null when the last frame stands still. */
  setTrack(track: RemoteVideoTrack | null): void {
    this.#track = track;
  }

  /** Measures what `video` shows until the returned function is called. */
  watch(video: HTMLVideoElement): () => void {
    const releaseClock = this.#clock.use();
    const stopFrames = watchFrames(video, (frame) => this.#add(frame));
    const timer = window.setInterval(() => this.#publish(), PUBLISH_EVERY_MS);
    return () => {
      stopFrames();
      window.clearInterval(timer);
      releaseClock();
    };
  }

  #add({ displayedAt, count, width, height, rtpTimestamp }: PresentedFrame): void {
    if (this.#track === null) {
      return; // the held last frame
    }
    const capturedAt = this.#captureTime(rtpTimestamp);
    this.#statistics.add({ displayedAt, capturedAt, presentedFrames: count, width, height }, this.#clock.estimate());
    if (this.#reading === null || this.#reading.quality === 'lost') {
      this.#publish(); // the first frame, and the first one back, show at once
    }
  }

  /** The capture time in milliseconds of the server's clock that the console put behind this very frame. */
  #captureTime(rtpTimestamp: number | undefined): number | null {
    return rtpTimestamp === undefined || this.#track === null ? null : captureTime(this.#track, rtpTimestamp);
  }

  #publish(): void {
    const now = performance.now();
    if (document.hidden) {
      this.#statistics.pause(now); // browsers present no frames in a hidden tab
      return;
    }
    const figures = this.#statistics.read(now);
    this.#reading = figures && { ...figures, bitrate: this.#track?.currentBitrate ?? 0 };
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
