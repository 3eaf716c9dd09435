/** Takes the frame that a video shows, at full size, with the moment at which it was captured. */
import type { RemoteVideoTrack } from 'livekit-client';

export interface GrabbedFrame {
  readonly picture: Blob;
  readonly width: number;
  readonly height: number;
  /** Milliseconds of the server's clock; null where the source does not tell. */
  readonly capturedAt: number | null;
}

/** A picture that stands still shows no next frame. Milliseconds. */
const LONGEST_WAIT_MS = 300;

/**
 * @param track what the video shows, if it came from another computer
 * @throws Error where the browser gives no picture
 */
export async function grabFrame(video: HTMLVideoElement, track: RemoteVideoTrack | null): Promise<GrabbedFrame> {
  const { canvas, rtpTimestamp } = await nextFrame(video);
  const capturedAt = rtpTimestamp === null || track === null ? null : captureTime(track, rtpTimestamp);
  return { picture: await toPng(canvas), width: canvas.width, height: canvas.height, capturedAt };
}

/** The moment at which a console captured a frame, ms of the server's clock: the console puts it behind each frame. */
export function captureTime(track: RemoteVideoTrack, rtpTimestamp: number): number | null {
  const metadata = track.lookupFrameMetadata({ rtpTimestamp });
  return metadata === undefined || metadata.userTimestamp === 0n ? null : Number(metadata.userTimestamp) / 1000;
}

interface DrawnFrame {
  readonly canvas: HTMLCanvasElement;
  readonly rtpTimestamp: number | null;
}

/** Drawn inside the frame's own callback, so that picture and metadata are of one frame; later, the next may be shown. */
function nextFrame(video: HTMLVideoElement): Promise<DrawnFrame> {
  return new Promise((resolve) => {
    if (!('requestVideoFrameCallback' in video)) {
      resolve({ canvas: drawn(video), rtpTimestamp: null });
      return;
    }
    const handle = video.requestVideoFrameCallback((_now, { rtpTimestamp }) => {
      window.clearTimeout(timer);
      resolve({ canvas: drawn(video), rtpTimestamp: rtpTimestamp ?? null });
    });
    const timer = window.setTimeout(() => {
      video.cancelVideoFrameCallback(handle);
      resolve({ canvas: drawn(video), rtpTimestamp: null });
    }, LONGEST_WAIT_MS);
  });
}

function drawn(video: HTMLVideoElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return canvas;
}

function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the video shows no picture')) : resolve(blob)), 'image/png');
  });
}
