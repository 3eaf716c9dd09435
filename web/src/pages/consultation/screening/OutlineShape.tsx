/** The outline of something that was found, as a part of a drawing: a line, a polygon, or a ring around a single point. */
import type { Episode } from '../../../api/screening';
import { screeningColours } from '../../../app/palette';
import type { Point } from '../../../ink/matrix';
import { familyOf, isKind } from '../../../screening/kinds';

interface OutlineShapeProps {
  /** In the drawing's own pixels. */
  readonly points: readonly Point[];
  readonly closed: boolean;
  /** Of the ring. */
  readonly radius: number;
  readonly className?: string | undefined;
}

export function OutlineShape({ points, closed, radius, className }: OutlineShapeProps) {
  const [first] = points;
  if (first !== undefined && points.length === 1) {
    return <circle className={className} cx={first[0]} cy={first[1]} r={radius} />;
  }
  const Line = closed ? 'polygon' : 'polyline';
  return <Line className={className} points={points.map((point) => point.join(',')).join(' ')} />;
}

/** What concerns the whole picture has no outline of its own: its corners stand for it. */
export function outlineOf({ outline, closed, width, height }: Episode): { readonly points: readonly Point[]; readonly closed: boolean } {
  const corners: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  return outline.length === 0 ? { points: corners, closed: true } : { points: outline, closed };
}

export function outlineColour(kind: string): string {
  return isKind(kind) ? screeningColours[familyOf(kind)] : 'currentColor';
}
