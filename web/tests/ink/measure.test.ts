import { expect, test } from 'vitest';
import { measure } from '../../src/ink/measure';
import { measuredText } from '../../src/ink/measuredText';
import { FROZEN, LIVE, millimetres, PIXELS, SLICE, surface } from './surfaces';

test('a length counts the millimetres of each direction', () => {
  const [length] = measure('length', [[10, 10], [40, 50]], surface(SLICE, millimetres(0.5, 0.25)));
  expect(length).toEqual({ kind: 'length', value: Number(Math.hypot(15, 10).toFixed(4)), unit: 'mm' });
  expect(measuredText({ kind: 'length', value: 31.4159, unit: 'mm' })).toBe('31.4 mm');
});

test('a length on a picture without calibration is in pixels, and says so', () => {
  const [length] = measure('length', [[0, 0], [3, 4]], surface(FROZEN, PIXELS));
  expect(length).toEqual({ kind: 'length', value: 5, unit: '{pixels}' });
  expect(measuredText({ kind: 'length', value: 5, unit: '{pixels}' })).toBe('5 px');
});

test('an angle is that of the patient, not of pixels that are not square', () => {
  const points = [[10, 0], [0, 0], [10, 10]] as const;
  expect(measure('angle', points, surface(SLICE, millimetres(1, 1)))).toEqual([{ kind: 'angle', value: 45, unit: 'deg' }]);
  const [stretched] = measure('angle', points, surface(SLICE, millimetres(1, Math.sqrt(3))));
  expect(stretched?.value).toBeCloseTo(60, 3);
  expect(measuredText({ kind: 'angle', value: 59.96, unit: 'deg' })).toBe('60°');
});

test('an angle with the vertex alone is not measured yet', () => {
  expect(measure('angle', [[0, 0], [10, 0]], surface(SLICE, millimetres(1, 1)))).toEqual([]);
});

test('an ellipse has the area of an ellipse and the values inside', () => {
  const seen: unknown[] = [];
  const ct = surface(SLICE, millimetres(0.5, 0.5), (region) => {
    seen.push(region);
    return { mean: 41.23456, deviation: 7.5, unit: "[hnsf'U]" };
  });
  const [area, mean, deviation] = measure('ellipse', [[40, 30], [20, 10]], ct);
  expect(area?.value).toBeCloseTo(Math.PI * 10 * 10 * 0.25, 3);
  expect(area?.unit).toBe('mm2');
  expect(mean).toEqual({ kind: 'mean', value: 41.2346, unit: "[hnsf'U]" });
  expect(deviation).toEqual({ kind: 'deviation', value: 7.5, unit: "[hnsf'U]" });
  expect(seen).toEqual([{ kind: 'ellipse', centre: [30, 20], radii: [10, 10] }]);
  expect([area, mean, deviation].map((value) => (value === undefined ? '' : measuredText(value)))).toEqual(['78.5 mm²', '41.2 HU', '7.5 HU']);
});

test('a freehand outline on a stored picture has an area, whichever way round it was drawn', () => {
  const square = [[0, 0], [10, 0], [10, 10], [0, 10]] as const;
  expect(measure('freehand', square, surface(SLICE, millimetres(2, 2)))).toEqual([{ kind: 'area', value: 400, unit: 'mm2' }]);
  expect(measure('freehand', [...square].reverse(), surface(SLICE, millimetres(2, 2)))).toEqual([{ kind: 'area', value: 400, unit: 'mm2' }]);
});

test('ink and rings on a running picture point at something and measure nothing', () => {
  expect(measure('freehand', [[0, 0], [0.1, 0], [0.1, 0.1]], surface(LIVE, PIXELS))).toEqual([]);
  expect(measure('ellipse', [[0, 0], [0.1, 0.1]], surface(LIVE, PIXELS))).toEqual([]);
});

test('areas of pixels are square pixels', () => {
  const [area] = measure('ellipse', [[0, 0], [20, 20]], surface(SLICE, PIXELS));
  expect(area).toMatchObject({ kind: 'area', unit: '{pixels}' });
  expect(area === undefined ? '' : measuredText(area)).toBe('314.2 px²');
});

test('arrows and texts measure nothing', () => {
  expect(measure('arrow', [[0, 0], [5, 5]], surface(SLICE, millimetres(1, 1)))).toEqual([]);
  expect(measure('text', [[0, 0]], surface(SLICE, millimetres(1, 1)))).toEqual([]);
});
