/** The size of the picture that a video shows, in its own pixels. */
import { type RefObject, useEffect, useState } from 'react';
import type { Size } from '../../ui/zoom';

const UNKNOWN: Size = { width: 0, height: 0 };

/** Nothing before the first frame. */
export function useVideoSize(video: RefObject<HTMLVideoElement | null>): Size {
  const [size, setSize] = useState(UNKNOWN);
  useEffect(() => {
    const element = video.current;
    if (element === null) {
      return;
    }
    const read = () => {
      if (element.videoWidth > 0) {
        setSize({ width: element.videoWidth, height: element.videoHeight });
      }
    };
    read();
    element.addEventListener('resize', read);
    element.addEventListener('loadedmetadata', read);
    return () => {
      element.removeEventListener('resize', read);
      element.removeEventListener('loadedmetadata', read);
    };
  }, [video]);
  return size;
}
