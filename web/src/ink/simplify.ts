/** Freehand lines with no more points than their shape needs. */
import { distanceToSegment } from './geometry';
import type { Point } from './matrix';

/** A hand draws some 800 points; with this many its line looks the same. */
export const MOST_POINTS = 200;
/** Each round of thinning allows this many times as much. */
const COARSER = 1.5;

/**
 * Douglas and Peucker (Cartographica 10, 1973): leaves out points that lie within `tolerance` (more than 0) of the line through those kept, and
 * more of them until `most` suffice. The ends stay.
 */
export function thinned(points: readonly Point[], tolerance: number, most = MOST_POINTS): readonly Point[] {
  let allowed = tolerance;
  let kept = keptWithin(points, allowed);
  while (kept.length > most) {
    allowed *= COARSER;
    kept = keptWithin(points, allowed);
  }
  return kept;
}

/** To a multiple of `step`: digits that nobody sees need not travel. */
export function rounded(points: readonly Point[], step: number): readonly Point[] {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const round = (value: number) => Number((Math.round(value / step) * step).toFixed(digits));
  return points.map(([x, y]) => [round(x), round(y)]);
}

function keptWithin(points: readonly Point[], tolerance: number): readonly Point[] {
  if (points.length <= 2) {
    return points;
  }
  const keep = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    const [farthest, away] = farthestBetween(points, from, to);
    if (away > tolerance) {
      keep.add(farthest);
      open.push([from, farthest], [farthest, to]);
    }
  }
  return points.filter((_, index) => keep.has(index));
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
