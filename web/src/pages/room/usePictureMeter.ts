/** Shows a track in a video element and measures it there. */
import type { RemoteVideoTrack } from 'livekit-client';
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useServices } from '../../app/services';
import { releasePicture, showPicture } from '../../live/heldPicture';
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

  useEffect(() => {
    const element = video.current;
    if (element === null) {
      return;
    }
    const stop = meter.watch(element);
    return () => {
      stop();
      releasePicture(element);
    };
  }, [meter]);

  useEffect(() => {
    meter.setTrack(track);
    if (track !== null && video.current !== null) {
      showPicture(video.current, track.mediaStreamTrack);
    }
  }, [meter, track]);

  return { video, reading };
}
