/** The frames of a video in exact mode: each taken once, held back until its findings have come, then handed out in order. */
import type { RemoteVideoTrack } from 'livekit-client';
import { captureTime } from '../live/grabFrame';
import { FrameMatcher, type Released } from './frameMatcher';
import { type FrameKey, frameKey, type ScreeningFeed } from './screeningFeed';

/** Chromium tells it of frames that came over the network (WebCodecs, VideoFrameMetadata); TypeScript does not know yet. */
interface ReceivedFrame {
  metadata?: () => { readonly rtpTimestamp?: number };
}

/** Half of the time between two frames would be enough to tell them apart. */
const TIMESTAMP_ROUNDING_US = 1000;

/** Whether this browser can take single frames and say which they are. */
export function exactnessPossible(): boolean {
  return 'VideoFrame' in window && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
}

export class ExactFrames {
  readonly #video: HTMLVideoElement;
  readonly #track: RemoteVideoTrack;
  readonly #feed: ScreeningFeed;
  readonly #matcher = new FrameMatcher<VideoFrame>((frame) => frame.close());
  readonly #stopFeed: () => void;
  #handle: number;
  #lastTimestamp: number | null = null;

  constructor(video: HTMLVideoElement, track: RemoteVideoTrack, feed: ScreeningFeed) {
    this.#video = video;
    this.#track = track;
    this.#feed = feed;
    this.#stopFeed = feed.subscribe(({ captured }, now) => captured !== null && this.#matcher.told(frameKey(captured), now));
    this.#handle = video.requestVideoFrameCallback(this.#onFrame);
  }

  /** The next frame to be shown; whoever takes it closes it. */
  next(now: number): Released<VideoFrame> | null {
    return this.#matcher.next(now);
  }

  dispose(): void {
    this.#video.cancelVideoFrameCallback(this.#handle);
    this.#stopFeed();
    this.#matcher.clear();
  }

  readonly #onFrame = (_now: number, { rtpTimestamp, mediaTime }: VideoFrameCallbackMetadata): void => {
    this.#handle = this.#video.requestVideoFrameCallback(this.#onFrame);
    const frame = new VideoFrame(this.#video);
    // The video may have gone on to a later frame than the one that is told of; the next callback then finds the same again.
    if (frame.timestamp === this.#lastTimestamp) {
      frame.close();
      return;
    }
    this.#lastTimestamp = frame.timestamp;
    const key = this.#keyOf(frame, rtpTimestamp, mediaTime);
    this.#matcher.add(frame, key, key !== null && this.#feed.of(key) !== null, performance.now());
  };

  /** The callback's own word is about the frame that was taken only where both name the same moment of the stream. */
  #keyOf(frame: VideoFrame, toldRtp: number | undefined, mediaTime: number): FrameKey | null {
    const sameFrame = Math.abs(frame.timestamp - mediaTime * 1e6) < TIMESTAMP_ROUNDING_US;
    const rtpTimestamp = (frame as ReceivedFrame).metadata?.().rtpTimestamp ?? (sameFrame ? toldRtp : undefined);
    const captured = rtpTimestamp === undefined ? null : captureTime(this.#track, rtpTimestamp);
    return captured === null ? null : frameKey(captured);
  }
}
