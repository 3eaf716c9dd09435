import { expect, test } from 'vitest';
import { angleAt, distanceToLine, distanceToSegment, ellipseIn, polygonArea } from '../../src/ink/geometry';
import { apply, fromCorners, inverse, magnification, type Matrix, sameDirections } from '../../src/ink/matrix';

test('a map and its inverse lead back', () => {
  const turned: Matrix = [0, 2, -3, 0, 100, 40];
  const back = inverse(turned);
  expect(back).not.toBeNull();
  expect(apply(back as Matrix, apply(turned, [12.5, -7]))).toEqual([12.5, -7]);
  expect(magnification(turned)).toBeCloseTo(Math.sqrt(6));
});

test('a picture without area leads nowhere back', () => {
  expect(inverse([1, 0, 2, 0, 5, 5])).toBeNull();
  expect(inverse([Number.NaN, 0, 0, 1, 0, 0])).toBeNull();
});

test('corners make the map that takes the picture to them', () => {
  const mirrored = fromCorners([500, 20], [100, 20], [500, 320], 512, 384);
  expect(apply(mirrored, [0, 0])).toEqual([500, 20]);
  expect(apply(mirrored, [512, 384])).toEqual([100, 320]);
});

test('a picture that was moved keeps its directions, but for the trembling of a graphics card', () => {
  expect(sameDirections([2, 0, 0, 2, 5, 5], [2.000_000_1, 1e-9, 0, 2, 90, -4])).toBe(true);
  expect(sameDirections([2, 0, 0, 2, 5, 5], [2.001, 0, 0, 2, 5, 5])).toBe(false);
  expect(sameDirections([2, 0, 0, 2, 5, 5], [0, 2, -2, 0, 5, 5])).toBe(false);
});

test('distances to a line end at its ends', () => {
  expect(distanceToSegment([5, 3], [0, 0], [10, 0])).toBe(3);
  expect(distanceToSegment([13, 4], [0, 0], [10, 0])).toBe(5);
  expect(distanceToSegment([3, 4], [0, 0], [0, 0])).toBe(5);
});

test('an outline also runs from its end to its start', () => {
  const bracket = [[0, 0], [10, 0], [10, 10], [0, 10]] as const;
  expect(distanceToLine([0, 5], bracket, false)).toBe(5);
  expect(distanceToLine([0, 5], bracket, true)).toBe(0);
});

test.each([
  [[1, 0], [0, 1], 90],
  [[1, 0], [-1, 0], 180],
  [[1, 0], [1, 0], 0],
  [[1, 0], [1, -1], 45],
] as const)('the angle between %o and %o is %d degrees', (a, b, degrees) => {
  expect(angleAt([0, 0], a, b)).toBeCloseTo(degrees);
});

test('areas are positive and do not need the first point again', () => {
  expect(polygonArea([[0, 0], [0, 4], [3, 0]])).toBe(6);
  expect(polygonArea([[0, 0], [3, 0], [0, 4], [0, 0]])).toBe(6);
});

test('an ellipse fits its box from any corner', () => {
  expect(ellipseIn([30, 10], [10, 50])).toEqual({ kind: 'ellipse', centre: [20, 30], radii: [10, 20] });
});
