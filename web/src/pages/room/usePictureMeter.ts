/** Shows a track in a video element and measures it there. */
import type { RemoteVideoTrack } from 'livekit-client';
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useServices } from '../../app/services';
import { PictureMeter, type PictureReading } from '../../live/pictureMeter';

interface MeteredPicture {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Null before the first frame. */
  readonly reading: PictureReading | null;
}

export function usePictureMeter(track: RemoteVideoTrack | null): MeteredPicture {
  const { clock } = useServices();
  const video = useRef<HTMLVideoElement>(null);
  const [meter] = useState(() => new PictureMeter(clock));
  const reading = useSyncExternalStore(meter.subscribe, meter.getSnapshot);

  useEffect(() => (video.current === null ? undefined : meter.watch(video.current)), [meter]);

  useEffect(() => {
    meter.setTrack(track);
    if (track !== null && video.current !== null) {
      // A stream of our own instead of `track.attach`, which blanks the element when the track goes:
      // the last frame stays until a new one comes.
      video.current.srcObject = new MediaStream([track.mediaStreamTrack]);
    }
  }, [meter, track]);

  return { video, reading };
}
