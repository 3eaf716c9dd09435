import { expect, test } from 'vitest';
import type { PlacedMark } from '../../src/board/markIndex';
import type { MarkTool } from '../../src/board/schema';
import { hitTest } from '../../src/ink/hit';
import type { Matrix, Point } from '../../src/ink/matrix';
import { LIVE, SLICE } from './surfaces';

function mark(id: string, tool: MarkTool, points: readonly Point[], target: PlacedMark['target'] = SLICE): PlacedMark {
  return { id, tool, points, target, label: '', measured: [], author: 'ann', authorName: 'Ann', at: 0, stays: true };
}

const ONCE: Matrix = [1, 0, 0, 1, 0, 0];
const NO_LABEL = () => null;

function hit(marks: readonly PlacedMark[], at: Point, { matrix = ONCE, tolerance = 7, selected = null as string | null } = {}) {
  const found = hitTest(marks, matrix, at, tolerance, selected, NO_LABEL);
  return found === null ? null : [found.mark.id, found.handle];
}

test('a line is hit along its length, within the tolerance of the screen', () => {
  const length = [mark('a', 'length', [[100, 100], [200, 100]])];
  expect(hit(length, [150, 106])).toEqual(['a', null]);
  expect(hit(length, [150, 108])).toBeNull();
  expect(hit(length, [150, 112], { tolerance: 18 })).toEqual(['a', null]);
});

test('the tolerance does not grow with the zoom', () => {
  const length = [mark('a', 'length', [[100, 100], [200, 100]])];
  const eightfold: Matrix = [8, 0, 0, 8, 0, 0];
  expect(hit(length, [1200, 806], { matrix: eightfold })).toEqual(['a', null]);
  expect(hit(length, [1200, 824], { matrix: eightfold })).toBeNull();
});

test('its ends are handles', () => {
  const length = [mark('a', 'length', [[100, 100], [200, 100]])];
  expect(hit(length, [202, 103])).toEqual(['a', 1]);
});

test('an ellipse is hit on its rim, not in its middle, and held at its four sides', () => {
  const ellipse = [mark('a', 'ellipse', [[100, 100], [300, 200]])];
  expect(hit(ellipse, [200, 150])).toBeNull();
  expect(hit(ellipse, [200, 101])).toEqual(['a', 1]);
  expect(hit(ellipse, [300, 150])).toEqual(['a', 2]);
  const onRim: Point = [200 + 100 * Math.cos(0.7), 150 + 50 * Math.sin(0.7)];
  expect(hit(ellipse, onRim)).toEqual(['a', null]);
});

test('an outline on a stored picture is closed, ink on a running one is not', () => {
  const bracket: readonly Point[] = [[0, 0], [100, 0], [100, 100], [0, 100]];
  expect(hit([mark('a', 'freehand', bracket)], [1, 50])).toEqual(['a', null]);
  expect(hit([mark('a', 'freehand', bracket, LIVE)], [1, 50])).toBeNull();
});

test('a mark is taken by its label too', () => {
  const text = mark('a', 'text', [[100, 100]]);
  const found = hitTest([text], ONCE, [150, 110], 7, null, () => ({ left: 109, top: 92, right: 170, bottom: 112 }));
  expect(found).toEqual({ mark: text, handle: null });
});

test('the nearest wins, among equals the last drawn, and the handles of the selected before all', () => {
  const below = mark('below', 'length', [[0, 100], [200, 100]]);
  const above = mark('above', 'length', [[0, 100], [200, 100]]);
  const beside = mark('beside', 'length', [[0, 104], [200, 104]]);
  expect(hit([below, above, beside], [100, 100])).toEqual(['above', null]);
  expect(hit([below, above, beside], [100, 103])).toEqual(['beside', null]);
  expect(hit([below, above, beside], [200, 103], { selected: 'below' })).toEqual(['below', 1]);
});
