/** Freehand lines with no more points than their shape needs. */
import { distanceToSegment } from './geometry';
import type { Point } from './matrix';

/** A hand draws some 800 points; with this many its line looks the same. */
export const MOST_POINTS = 200;

/**
 * Douglas and Peucker (Cartographica 10, 1973): leaves out points that lie within `tolerance` of the line through those kept, and
 * where more than `most` remain, those that matter least. The ends stay.
 */
export function thinned(points: readonly Point[], tolerance: number, most = MOST_POINTS): readonly Point[] {
  const weights = weightsOf(points, tolerance);
  const enough = [...weights].sort((a, b) => b - a)[most] ?? 0;
  const least = Math.max(tolerance, enough);
  return points.filter((_, index) => (weights[index] ?? 0) > least);
}

/** To a multiple of `step`: digits that nobody sees need not travel. */
export function rounded(points: readonly Point[], step: number): readonly Point[] {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const round = (value: number) => Number((Math.round(value / step) * step).toFixed(digits));
  return points.map(([x, y]) => [round(x), round(y)]);
}

/** How far the line would leave each point without it, and never more than for the point that was kept before it; 0 where within the tolerance. */
function weightsOf(points: readonly Point[], tolerance: number): Float64Array {
  const weights = new Float64Array(points.length);
  weights.fill(Infinity, 0, 1);
  weights.fill(Infinity, -1);
  const open: [from: number, to: number, weight: number][] = [[0, points.length - 1, Infinity]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to, above] = span;
    const [farthest, away] = farthestBetween(points, from, to);
    if (away > tolerance) {
      const weight = Math.min(away, above);
      weights[farthest] = weight;
      open.push([from, farthest, weight], [farthest, to, weight]);
    }
  }
  return weights;
}

function farthestBetween(points: readonly Point[], from: number, to: number): readonly [number, number] {
  const [start, end] = [points[from] as Point, points[to] as Point];
  let farthest = from;
  let away = 0;
  for (let index = from + 1; index < to; index += 1) {
    const off = distanceToSegment(points[index] as Point, start, end);
    if (off > away) {
      [farthest, away] = [index, off];
    }
  }
  return [farthest, away];
}
