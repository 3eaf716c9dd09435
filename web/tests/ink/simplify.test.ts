import { expect, test } from 'vitest';
import { distanceToLine } from '../../src/ink/geometry';
import { roundedFor, thinnedLine } from '../../src/ink/finish';
import type { Point } from '../../src/ink/matrix';
import { MOST_POINTS, rounded, thinned } from '../../src/ink/simplify';
import { LIVE, SLICE } from './surfaces';

/** A hand that trembles round a circle of 100 pixels. */
const TREMBLING: readonly Point[] = Array.from({ length: 1_000 }, (_, index) => {
  const turn = (2 * Math.PI * index) / 1_000;
  const radius = 100 + Math.sin(index * 0.9) * 0.8;
  return [200 + radius * Math.cos(turn), 200 + radius * Math.sin(turn)];
});

test('a straight line is its two ends', () => {
  const line = Array.from({ length: 300 }, (_, index): Point => [index, 2 * index]);
  expect(thinned(line, 0.1)).toEqual([line[0], line[299]]);
});

test('corners stay, and every point left out lies within the tolerance', () => {
  const kept = thinned(TREMBLING, 1.5);
  expect(kept.length).toBeLessThan(100);
  for (const point of TREMBLING) {
    expect(distanceToLine(point, kept, false)).toBeLessThanOrEqual(1.5);
  }
});

test('no line keeps more points than travel well', () => {
  const noise = Array.from({ length: 5_000 }, (_, index): Point => [index, (index * 7919) % 100]);
  const kept = thinned(noise, 0.1);
  expect(kept.length).toBeLessThanOrEqual(MOST_POINTS);
  expect([kept[0], kept.at(-1)]).toEqual([noise[0], noise.at(-1)]);
});

test('digits that nobody sees do not travel', () => {
  expect(rounded([[1 / 3, 2.000_04]], 0.01)).toEqual([[0.33, 2]]);
  expect(JSON.stringify(rounded([[0.1 + 0.2, 0.7]], 0.000_01))).toBe('[[0.3,0.7]]');
});

test('what is half a pixel on the screen decides, not the unit of the picture', () => {
  const fractions = TREMBLING.map(([x, y]): Point => [x / 640, y / 480]);
  const inFractions = thinnedLine('freehand', fractions, [640, 0, 0, 480, 0, 0]);
  const inPixels = thinnedLine('freehand', TREMBLING, [1, 0, 0, 1, 0, 0]);
  expect(inFractions.length).toBe(inPixels.length);
  expect(inPixels.length).toBeLessThanOrEqual(MOST_POINTS);
});

test('points that were set one by one are all kept', () => {
  const angle = [[0, 0], [5, 0.0001], [10, 0]] as const;
  expect(thinnedLine('angle', angle, [1, 0, 0, 1, 0, 0])).toEqual(angle);
  expect(roundedFor(SLICE, angle)).toEqual([[0, 0], [5, 0], [10, 0]]);
  expect(roundedFor(LIVE, angle)).toEqual([[0, 0], [5, 0.0001], [10, 0]]);
});
