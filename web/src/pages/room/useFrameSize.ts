/** Tells a picture's camera how large its frame is. */
import { type RefObject, useLayoutEffect } from 'react';
import type { PictureCamera } from '../../live/pictureCamera';

export function useFrameSize(frame: RefObject<HTMLElement | null>, camera: PictureCamera): void {
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) {
      return;
    }
    const measure = () => camera.setFrame({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, camera]);
}
