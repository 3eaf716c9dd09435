import { expect, test } from 'vitest';
import { placeLabels } from '../../src/screening/labels';

const FRAME = { width: 400, height: 300 };

function square(left: number, top: number, side = 40) {
  return [[left, top], [left + side, top], [left + side, top + side], [left, top + side]] as const;
}

test('a label stands right of its outline, else left of it', () => {
  const [right, left] = placeLabels([{ lines: ['needle'], outline: square(50, 50) }, { lines: ['needle'], outline: square(350, 200) }], FRAME);
  expect(right?.left).toBeGreaterThan(90);
  expect(left?.right).toBeLessThan(350);
});

test('labels do not lie over each other', () => {
  const [one, other] = placeLabels([{ lines: ['one'], outline: square(50, 50) }, { lines: ['other'], outline: square(52, 52) }], FRAME);
  expect(one).not.toBeNull();
  expect(other).not.toBeNull();
  expect(one!.bottom <= other!.top || other!.bottom <= one!.top || one!.right <= other!.left || other!.right <= one!.left).toBe(true);
});

test('an outline out of sight has no label', () => {
  expect(placeLabels([{ lines: ['needle'], outline: square(500, 50) }], FRAME)).toEqual([null]);
});

test('only the first few of many are labelled', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ lines: ['x'], outline: square((index % 5) * 75, Math.floor(index / 5) * 70, 10) }));
  expect(placeLabels(many, FRAME).filter((box) => box !== null)).toHaveLength(6);
});
