/** A running or frozen picture as something to draw upon. */
import { useEffect, useState } from 'react';
import type { MarkTarget } from '../../../board/schema';
import { PictureSurface } from '../../../ink/pictureSurface';
import type { PictureCamera } from '../../../live/pictureCamera';

/** @param target what marks lie on; the same object while it is the same picture */
export function usePictureSurface(camera: PictureCamera, target: MarkTarget | null): PictureSurface {
  const [surface] = useState(() => new PictureSurface());
  useEffect(() => {
    const show = () => {
      const { frame, picture } = camera.geometry.getSnapshot();
      surface.show(target, { intrinsic: picture, element: frame, view: camera.getSnapshot() });
    };
    show();
    const stops = [camera.subscribe(show), camera.geometry.subscribe(show)];
    return () => stops.forEach((stop) => stop());
  }, [surface, camera, target]);
  return surface;
}
