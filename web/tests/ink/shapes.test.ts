import { expect, test } from 'vitest';
import { labelBox, labelSize } from '../../src/ink/labelPlace';
import { adornmentPath, handles, labelPoint, linePath, withHandle } from '../../src/ink/shapes';
import { inkPath } from '../../src/ink/inkStroke';

test('every tool has its line, text none', () => {
  expect(linePath('length', [[1, 2], [3.123_456_7, 4]], false)).toBe('M1 2L3.12346 4');
  expect(linePath('freehand', [[0, 0], [1, 0], [1, 1]], true)).toBe('M0 0L1 0L1 1Z');
  expect(linePath('ellipse', [[10, 20], [30, 30]], false)).toBe('M10 25a10 5 0 1 0 20 0a10 5 0 1 0 -20 0');
  expect(linePath('text', [[1, 2]], false)).toBe('');
});

test('an arrow points at where it was begun', () => {
  const [left, tip, right] = adornmentPath('arrow', [[50, 50], [150, 50]]).replace('M', '').split('L').map((pair) => pair.split(' ').map(Number));
  expect(tip).toEqual([0, 0]);
  expect(left?.[0]).toBeGreaterThan(0);
  expect(right?.[0]).toBeGreaterThan(0);
});

test('the arc of an angle lies between its arms', () => {
  // Arms to the right and downwards from the vertex.
  expect(adornmentPath('angle', [[100, 0], [0, 0], [0, 100]])).toBe('M-80 0A20 20 0 0 1 -100 20');
  expect(adornmentPath('angle', [[0, 100], [0, 0], [100, 0]])).toBe('M0 -80A20 20 0 0 0 20 -100');
});

test('a side of an ellipse moves alone, through the other side too', () => {
  const box = [[10, 10], [30, 20]] as const;
  expect(handles('ellipse', box)).toEqual([[10, 15], [20, 10], [30, 15], [20, 20]]);
  expect(withHandle('ellipse', box, 2, [50, 99])).toEqual([[10, 10], [50, 20]]);
  expect(withHandle('ellipse', box, 1, [99, 40])).toEqual([[10, 40], [30, 20]]);
});

test('an end moves alone', () => {
  expect(withHandle('length', [[1, 1], [2, 2]], 1, [9, 9])).toEqual([[1, 1], [9, 9]]);
});

test('ink is as wide on the screen at every magnification', () => {
  const line = [[0, 50], [50, 50], [100, 50]] as const;
  const heightAt = (zoom: number) => {
    const ys = inkPath(line, [zoom, 0, 0, zoom, 0, 0]).replace(/[MZ]/g, '').split('L').map((pair) => Number(pair.split(' ')[1]));
    return (Math.max(...ys) - Math.min(...ys)) * zoom;
  };
  expect(heightAt(1)).toBeGreaterThan(1);
  expect(heightAt(8)).toBeCloseTo(heightAt(1), 0);
});

test('a label is written at the right of its mark, however the picture is turned', () => {
  const upright = labelPoint('ellipse', [[10, 10], [30, 20]], [1, 0, 0, 1, 0, 0]);
  const turned = labelPoint('ellipse', [[10, 10], [30, 20]], [0, 1, -1, 0, 100, 0]);
  expect(upright).toEqual([30, 15]);
  expect(turned).toEqual([90, 20]);
  expect(labelPoint('length', [[5, 5], [50, 9]], [-1, 0, 0, 1, 60, 0])).toEqual([55, 5]);
  expect(labelPoint('arrow', [[50, 5], [5, 9]], [1, 0, 0, 1, 0, 0])).toEqual([5, 9]);
});

const FRAME = { width: 400, height: 300 };

test('a label stands to the right of its mark', () => {
  expect(labelBox([100, 100], { width: 50, height: 16 }, FRAME)).toEqual({ left: 109, top: 92, right: 159, bottom: 108 });
});

test('a label stays inside the frame while its mark is', () => {
  const corner = labelBox([395, 2], { width: 50, height: 16 }, FRAME);
  expect(corner.right).toBeLessThanOrEqual(400);
  expect(corner.top).toBeGreaterThanOrEqual(0);
  const below = labelBox([10, 299], { width: 50, height: 32 }, FRAME);
  expect(below.bottom).toBeLessThanOrEqual(300);
  expect(labelBox([200, 100], { width: 390, height: 16 }, FRAME).left).toBeGreaterThanOrEqual(0);
});

test('a line more below does not move those above', () => {
  const [one, two] = [labelSize(['A']), labelSize(['A', 'Ann'])];
  expect(labelBox([100, 100], two, FRAME, one.height).top).toBe(labelBox([100, 100], one, FRAME).top);
});

test('the label of a mark that was moved out of sight goes with it', () => {
  expect(labelBox([-200, 100], { width: 50, height: 16 }, FRAME).right).toBeLessThan(0);
});

test('Chinese takes more room than Latin', () => {
  expect(labelSize(['肝囊肿']).width).toBeGreaterThan(labelSize(['abc']).width * 1.5);
  expect(labelSize(['a', 'b']).height).toBe(2 * labelSize(['a']).height);
});
