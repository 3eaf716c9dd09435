/** Where in the picture something was found, as a small drawing. */
import type { Episode } from '../../../api/screening';
import { outlineColour, outlineOf, OutlineShape } from './OutlineShape';
import classes from './OutlineSketch.module.css';

/** Of a single point, as a share of the picture's width. */
const DOT = 0.03;

export function OutlineSketch({ episode }: { readonly episode: Episode }) {
  const { kind, width, height } = episode;
  return (
    <svg className={classes.sketch} viewBox={`0 0 ${width} ${height}`} color={outlineColour(kind)} aria-hidden="true">
      <OutlineShape {...outlineOf(episode)} radius={width * DOT} />
    </svg>
  );
}
