import { expect, test } from 'vitest';
import { regionValues } from '../../src/ink/regionValues';

/** 20 columns and 10 rows; each pixel holds its column. */
const RAMP = { columns: 20, rows: 10, values: Int16Array.from({ length: 200 }, (_, index) => index % 20), slope: 1, intercept: 0, unit: '1' };

test('counts pixels whose centres lie inside', () => {
  const square = { kind: 'polygon', points: [[2, 2], [6, 2], [6, 4], [2, 4]] } as const;
  // Columns 2, 3, 4 and 5.
  const { mean, deviation } = regionValues(RAMP, square) ?? {};
  expect(mean).toBeCloseTo(3.5);
  expect(deviation).toBeCloseTo(Math.sqrt(1.25));
});

test('an ellipse leaves out the corners of its box', () => {
  const corners = Int16Array.from({ length: 200 }, () => 0);
  for (const index of [2 * 20 + 2, 2 * 20 + 7, 7 * 20 + 2, 7 * 20 + 7]) {
    corners[index] = 1_000;
  }
  expect(regionValues({ ...RAMP, values: corners }, { kind: 'ellipse', centre: [5, 5], radii: [3, 3] })).toEqual({ mean: 0, deviation: 0, unit: '1' });
});

test('values are those of the modality', () => {
  const whole = { kind: 'polygon', points: [[0, 0], [20, 0], [20, 10], [0, 10]] } as const;
  const { mean, unit } = regionValues({ ...RAMP, slope: 2, intercept: -1024, unit: "[hnsf'U]" }, whole) ?? {};
  expect(mean).toBeCloseTo(2 * 9.5 - 1024);
  expect(unit).toBe("[hnsf'U]");
});

test('an outline that crosses itself or has a bay counts what is inside', () => {
  const bay = { kind: 'polygon', points: [[0, 0], [20, 0], [20, 4], [12, 4], [12, 2], [8, 2], [8, 4], [0, 4]] } as const;
  const left = regionValues({ ...RAMP, values: RAMP.values.map((_, index) => (index % 20 >= 8 && index % 20 < 12 && index >= 40 ? 1_000 : 1)) }, bay);
  expect(left).toEqual({ mean: 1, deviation: 0, unit: '1' });
});

test('parts beyond the picture do not count, and nothing inside is nothing', () => {
  const beyond = { kind: 'polygon', points: [[-10, -10], [1, -10], [1, 1], [-10, 1]] } as const;
  expect(regionValues(RAMP, beyond)).toEqual({ mean: 0, deviation: 0, unit: '1' });
  expect(regionValues(RAMP, { kind: 'ellipse', centre: [-50, 5], radii: [3, 3] })).toBeNull();
  expect(regionValues(RAMP, { kind: 'ellipse', centre: [5, 5], radii: [0.2, 0.2] })).toBeNull();
});
