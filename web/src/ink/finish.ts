/** A drawn line as it is kept: no more points than its shape needs, no more digits than can be seen. */
import type { MarkTarget, MarkTool } from '../board/schema';
import { apply, inverse, type Matrix, type Point } from './matrix';
import { rounded, thinned } from './simplify';

/** How far a thinned line may leave the drawn one, CSS pixels. */
const TOLERANCE = 0.5;
/** In the units of the target: hundredths of a pixel, or of a 4K picture's pixels. */
const STEPS: Readonly<Record<MarkTarget['kind'], number>> = { image: 0.01, frozen: 0.01, live: 0.000_01 };

export function finished(tool: MarkTool, target: MarkTarget, points: readonly Point[], matrix: Matrix): readonly Point[] {
  return rounded(inProgress(tool, points, matrix), STEPS[target.kind]);
}

/** The same while it is being drawn: enough to see. */
export function inProgress(tool: MarkTool, points: readonly Point[], matrix: Matrix): readonly Point[] {
  return tool === 'freehand' ? thinnedOnScreen(points, matrix) : points;
}

function thinnedOnScreen(points: readonly Point[], matrix: Matrix): readonly Point[] {
  const back = inverse(matrix);
  const seen = points.map((point) => apply(matrix, point));
  return back === null ? points : thinned(seen, TOLERANCE).map((point) => apply(back, point));
}
