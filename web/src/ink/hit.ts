/** Which mark is under the pointer, and which of its handles. All lengths in CSS pixels of the screen. */
import type { PlacedMark } from '../board/markIndex';
import { aroundEllipse, type Bounds, distance, distanceToLine, ellipseIn } from './geometry';
import { apply, type Matrix, type Point } from './matrix';
import { isOutline } from './measure';
import { handles } from './shapes';

export interface Hit {
  readonly mark: PlacedMark;
  /** Index into `handles`; null for the mark as a whole. */
  readonly handle: number | null;
}

/** A finger covers more than a pointer shows. */
export const TOLERANCE = { mouse: 7, pen: 9, touch: 18 } as const;

const ELLIPSE_STEPS = 48;

/** The nearest of the marks within `tolerance`; the selected one's handles come first, and among equals the last drawn. */
export function hitTest(
  marks: readonly PlacedMark[],
  matrix: Matrix,
  at: Point,
  tolerance: number,
  selected: string | null,
  labelOf: (id: string) => Bounds | null,
): Hit | null {
  const held = marks.find(({ id }) => id === selected);
  const handle = held === undefined ? null : nearestHandle(held, matrix, at, tolerance);
  if (held !== undefined && handle !== null) {
    return { mark: held, handle };
  }
  let nearest: PlacedMark | null = null;
  let least = tolerance;
  for (const mark of marks) {
    const away = within(labelOf(mark.id), at) ? 0 : distanceTo(mark, matrix, at);
    if (away <= least) {
      [nearest, least] = [mark, away];
    }
  }
  return nearest === null ? null : { mark: nearest, handle: nearestHandle(nearest, matrix, at, tolerance) };
}

function nearestHandle({ tool, points }: PlacedMark, matrix: Matrix, at: Point, tolerance: number): number | null {
  let nearest: number | null = null;
  let least = tolerance;
  for (const [index, handle] of handles(tool, points).entries()) {
    const away = distance(apply(matrix, handle), at);
    if (away <= least) {
      [nearest, least] = [index, away];
    }
  }
  return nearest;
}

function distanceTo({ tool, points, target }: PlacedMark, matrix: Matrix, at: Point): number {
  const [first, second] = points;
  const isEllipse = tool === 'ellipse' && first !== undefined && second !== undefined;
  const line = isEllipse ? aroundEllipse(ellipseIn(first, second), ELLIPSE_STEPS) : points;
  const onScreen = line.map((point) => apply(matrix, point));
  return distanceToLine(at, onScreen, isEllipse || isOutline(tool, target));
}

function within(box: Bounds | null, [x, y]: Point): boolean {
  return box !== null && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}
