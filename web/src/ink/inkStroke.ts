/** Ink of a pen whose width follows its speed, as an outline to fill. */
import { getStroke } from 'perfect-freehand';
import { apply, inverse, type Matrix, type Point } from './matrix';

const WIDTH = 4;

/**
 * For `d` of an SVG path in the picture's units. The pen is as wide on the screen at every magnification, so the outline holds
 * for the linear part of `matrix` only.
 */
export function inkPath(points: readonly Point[], matrix: Matrix): string {
  const back = inverse(matrix);
  if (back === null) {
    return '';
  }
  const stroke = getStroke(
    points.map((point) => [...apply(matrix, point)]),
    { size: WIDTH, thinning: 0.3, smoothing: 0.5, streamline: 0.3, simulatePressure: true, last: true },
  );
  const outline = stroke.map(([x = 0, y = 0]) => apply(back, [x, y]).map((value) => Number(value.toFixed(6))).join(' '));
  return outline.length === 0 ? '' : `M${outline.join('L')}Z`;
}
