/** Where in the picture something was found, as a small drawing. */
import type { Episode } from '../../../api/screening';
import { screeningColours } from '../../../app/palette';
import { familyOf, isKind } from '../../../screening/kinds';
import classes from './OutlineSketch.module.css';

/** Of a single point, as a share of the picture's width. */
const DOT = 0.03;

export function OutlineSketch({ episode: { kind, outline, closed, width, height } }: { readonly episode: Episode }) {
  const [first] = outline;
  const Line = closed ? 'polygon' : 'polyline';
  return (
    <svg className={classes.sketch} viewBox={`0 0 ${width} ${height}`} color={isKind(kind) ? screeningColours[familyOf(kind)] : 'currentColor'} aria-hidden="true">
      {first !== undefined && outline.length === 1 ? (
        <circle cx={first[0]} cy={first[1]} r={width * DOT} />
      ) : outline.length > 0 ? (
        <Line points={outline.map((point) => point.join(',')).join(' ')} />
      ) : (
        <rect x={0} y={0} width={width} height={height} />
      )}
    </svg>
  );
}
