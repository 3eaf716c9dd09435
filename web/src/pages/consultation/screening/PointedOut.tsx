/** Shows for a moment where on a console's picture something was found. */
import { screeningColours } from '../../../app/palette';
import { fractionMatrix } from '../../../ink/pictureSurface';
import { apply } from '../../../ink/matrix';
import type { PictureCamera } from '../../../live/pictureCamera';
import { familyOf, isKind } from '../../../screening/kinds';
import { useStore } from '../../viewer/useStore';
import { useRoomSessionState } from '../roomSessionContext';
import classes from './PointedOut.module.css';

/** Around a single point, CSS pixels. */
const RING_PX = 14;
const WHOLE: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

interface PointedOutProps {
  /** The console's. */
  readonly room: string;
  readonly camera: PictureCamera;
}

export function PointedOut({ room, camera }: PointedOutProps) {
  const { pointedOut: episode } = useRoomSessionState();
  const { frame, picture } = useStore(camera.geometry);
  const view = useStore(camera);
  if (episode?.console !== room || picture.width === 0) {
    return null;
  }
  const { kind, outline, closed, width, height } = episode;
  const matrix = fractionMatrix({ intrinsic: picture, element: frame, view });
  const fractions = outline.length === 0 ? WHOLE : outline.map(([x, y]) => [x / width, y / height] as const);
  const points = fractions.map((point) => apply(matrix, point));
  const [first] = points;
  const line = points.map((point) => point.join(',')).join(' ');
  const colour = isKind(kind) ? screeningColours[familyOf(kind)] : 'currentColor';
  const Line = closed || outline.length === 0 ? 'polygon' : 'polyline';
  return (
    <svg className={classes.layer} color={colour} data-testid="pointed-out" data-episode={episode.id} aria-hidden="true">
      {['halo', 'line'].map((part) =>
        first !== undefined && points.length === 1 ? (
          <circle key={part} className={classes[part]} cx={first[0]} cy={first[1]} r={RING_PX} />
        ) : (
          <Line key={part} className={classes[part]} points={line} />
        ),
      )}
    </svg>
  );
}
