/** The frames that a video element puts on the screen, one by one. */

/** One frame on the screen, as the browser tells of it. Times in milliseconds of `performance.now()`. */
export interface PresentedFrame {
  readonly displayedAt: number;
  /** Running count of frames presented by this element. */
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** Identifies the frame among those received; unknown where the browser does not tell. */
  readonly rtpTimestamp: number | undefined;
}

/** How often browsers that do not tell of each frame are asked. Milliseconds. */
const POLL_EVERY_MS = 100;

/** Calls back for each frame until the returned function is called. */
export function watchFrames(video: HTMLVideoElement, onFrame: (frame: PresentedFrame) => void): () => void {
  // Firefox has it since version 132; older ones are what an old hospital computer runs.
  return 'requestVideoFrameCallback' in video ? followFrames(video, onFrame) : pollFrames(video, onFrame);
}

function followFrames(video: HTMLVideoElement, onFrame: (frame: PresentedFrame) => void): () => void {
  let handle = video.requestVideoFrameCallback(function next(_now, metadata) {
    onFrame({
      displayedAt: metadata.expectedDisplayTime,
      count: metadata.presentedFrames,
      width: metadata.width,
      height: metadata.height,
      rtpTimestamp: metadata.rtpTimestamp,
    });
    handle = video.requestVideoFrameCallback(next);
  });
  return () => video.cancelVideoFrameCallback(handle);
}

function pollFrames(video: HTMLVideoElement, onFrame: (frame: PresentedFrame) => void): () => void {
  let last = 0;
  const timer = window.setInterval(() => {
    const count = video.getVideoPlaybackQuality().totalVideoFrames;
    if (count !== last) {
      last = count;
      const { videoWidth: width, videoHeight: height } = video;
      onFrame({ displayedAt: performance.now(), count, width, height, rtpTimestamp: undefined });
    }
  }, POLL_EVERY_MS);
  return () => window.clearInterval(timer);
}
