/** Affine maps of the plane, in the order of SVG's `matrix(a b c d e f)`. */

export type Point = readonly [number, number];

/** x' = a x + c y + e; y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export function apply([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** Null for a map that flattens the plane: a picture without area. */
export function inverse([a, b, c, d, e, f]: Matrix): Matrix | null {
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) {
    return null;
  }
  const [ia, ib, ic, id] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [ia, ib, ic, id, -(ia * e + ic * f), -(ib * e + id * f)];
}

/** The map that takes (0, 0), (width, 0) and (0, height) to the three given places. */
export function fromCorners(origin: Point, right: Point, down: Point, width: number, height: number): Matrix {
  return [
    (right[0] - origin[0]) / width,
    (right[1] - origin[1]) / width,
    (down[0] - origin[0]) / height,
    (down[1] - origin[1]) / height,
    origin[0],
    origin[1],
  ];
}

/** How many times longer a length becomes, on average over all directions; the square root of what an area does. */
export function magnification([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

export function sameMatrix(one: Matrix, other: Matrix): boolean {
  return one.every((value, index) => value === other[index]);
}

/** A graphics card's single precision trembles in the seventh digit. */
const TREMBLING = 1e-6;

/** Whether one is the other moved along, as far as can be seen. */
export function sameDirections(one: Matrix, other: Matrix): boolean {
  const allowed = TREMBLING * magnification(one);
  return one.slice(0, 4).every((value, index) => Math.abs(value - (other[index] ?? 0)) <= allowed);
}

export function toAttribute(matrix: Matrix): string {
  return `matrix(${matrix.join(' ')})`;
}
