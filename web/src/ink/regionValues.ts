/** Mean and deviation of a picture's values inside a region, row by row. */
import { ellipseBounds, polygonBounds } from './geometry';
import type { Point } from './matrix';
import type { Region, RegionValues } from './surface';

export interface Samples {
  readonly columns: number;
  readonly rows: number;
  /** Row by row, one value for each pixel. */
  readonly values: ArrayLike<number>;
  /** To the modality's values (PS3.3 C.11.1): value * slope + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** UCUM. */
  readonly unit: string;
}

/** From where to where a row lies inside. */
type Span = readonly [from: number, to: number];

/** The centre of the first pixel is at 0.5, 0.5. */
const HALF = 0.5;

/** Null where no pixel's centre lies inside. */
export function regionValues({ columns, rows, values, slope, intercept, unit }: Samples, region: Region): RegionValues | null {
  const { top, bottom } = region.kind === 'ellipse' ? ellipseBounds(region) : polygonBounds(region.points);
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(rows, Math.ceil(bottom)); row += 1) {
    for (const [from, to] of spansAt(row + HALF, region)) {
      const end = Math.min(columns - 1, Math.floor(to - HALF));
      for (let column = Math.max(0, Math.ceil(from - HALF)); column <= end; column += 1) {
        // Welford (Technometrics 4, 1962): exact for values far from 0 too.
        const value = (values[row * columns + column] ?? 0) * slope + intercept;
        count += 1;
        const difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
      }
    }
  }
  return count === 0 ? null : { mean, deviation: Math.sqrt(squares / count), unit };
}

function spansAt(y: number, region: Region): readonly Span[] {
  if (region.kind === 'polygon') {
    return polygonSpans(y, region.points);
  }
  const { centre, radii } = region;
  const half = 1 - ((y - centre[1]) / radii[1]) ** 2;
  const reach = half < 0 ? Number.NaN : radii[0] * Math.sqrt(half);
  return Number.isNaN(reach) ? [] : [[centre[0] - reach, centre[0] + reach]];
}

/** Between odd and even crossings of the closed outline. */
function polygonSpans(y: number, points: readonly Point[]): readonly Span[] {
  const crossings: number[] = [];
  let [fromX, fromY] = points.at(-1) ?? [0, 0];
  for (const [toX, toY] of points) {
    if (fromY > y !== toY > y) {
      crossings.push(fromX + ((toX - fromX) * (y - fromY)) / (toY - fromY));
    }
    [fromX, fromY] = [toX, toY];
  }
  crossings.sort((a, b) => a - b);
  return crossings.flatMap((from, index): Span[] => (index % 2 === 0 ? [[from, crossings[index + 1] ?? from]] : []));
}
