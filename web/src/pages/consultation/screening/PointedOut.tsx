/** Shows for a moment where on a console's picture something was found. */
import { apply } from '../../../ink/matrix';
import { fractionMatrix } from '../../../ink/pictureSurface';
import type { PictureCamera } from '../../../live/pictureCamera';
import { useStore } from '../../viewer/useStore';
import { POINTED_OUT_MS } from '../roomSession';
import { useRoomSessionState } from '../roomSessionContext';
import { outlineColour, outlineOf, OutlineShape } from './OutlineShape';
import classes from './PointedOut.module.css';

/** Around a single point, CSS pixels. */
const RING_PX = 14;

interface PointedOutProps {
  /** The console's. */
  readonly room: string;
  readonly camera: PictureCamera;
}

export function PointedOut({ room, camera }: PointedOutProps) {
  const { pointedOut } = useRoomSessionState();
  const { frame, picture } = useStore(camera.geometry);
  const view = useStore(camera);
  if (pointedOut?.episode.console !== room || picture.width === 0) {
    return null;
  }
  const { episode, at } = pointedOut;
  const matrix = fractionMatrix({ intrinsic: picture, element: frame, view });
  const outline = outlineOf(episode);
  const points = outline.points.map(([x, y]) => apply(matrix, [x / episode.width, y / episode.height]));
  return (
    <svg key={at} className={classes.layer} style={{ animationDuration: `${POINTED_OUT_MS}ms` }} color={outlineColour(episode.kind)} data-testid="pointed-out" data-episode={episode.id} aria-hidden="true">
      {['halo', 'line'].map((part) => (
        <OutlineShape key={part} className={classes[part]} points={points} closed={outline.closed} radius={RING_PX} />
      ))}
    </svg>
  );
}
