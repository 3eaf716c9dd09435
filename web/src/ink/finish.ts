/** A drawn line as it is kept: no more points than its shape needs, no more digits than can be seen. */
import type { MarkTarget, MarkTool } from '../board/schema';
import { apply, inverse, type Matrix, type Point } from './matrix';
import { rounded, thinned } from './simplify';

/** How far a thinned line may leave the drawn one, CSS pixels. */
const TOLERANCE = 0.5;
/** In the units of the target: hundredths of a pixel, or of a 4K picture's pixels. */
const STEPS: Readonly<Record<MarkTarget['kind'], number>> = { image: 0.01, frozen: 0.01, live: 0.000_01 };

/** A new line, by what of it can be seen at the magnification at which it was drawn. */
export function thinnedLine(tool: MarkTool, points: readonly Point[], matrix: Matrix): readonly Point[] {
  const back = inverse(matrix);
  if (tool !== 'freehand' || back === null) {
    return points;
  }
  const seen = points.map((point) => apply(matrix, point));
  return thinned(seen, TOLERANCE).map((point) => apply(back, point));
}

export function roundedFor(target: MarkTarget, points: readonly Point[]): readonly Point[] {
  return rounded(points, STEPS[target.kind]);
}
