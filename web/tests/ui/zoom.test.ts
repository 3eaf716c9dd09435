import { describe, expect, test } from 'vitest';
import { panBy, pinch, type View, zoomAt } from '../../src/ui/zoom';

const FRAME = { width: 800, height: 600 };
const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** Which point of the unzoomed picture is seen at `at`. */
function pictureUnder(view: View, at: { x: number; y: number }) {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
}

describe('zoom', () => {
  test('keeps what is under the pointer under the pointer', () => {
    const at = { x: 120, y: -80 };
    const once = zoomAt(WHOLE, at, 2, FRAME);
    const twice = zoomAt(once, { x: -30, y: 40 }, 1.5, FRAME);
    expect(pictureUnder(once, at)).toEqual(pictureUnder(WHOLE, at));
    expect(pictureUnder(twice, { x: -30, y: 40 })).toEqual(pictureUnder(once, { x: -30, y: 40 }));
  });

  test('goes no farther than eightfold and no smaller than whole', () => {
    expect(zoomAt(WHOLE, { x: 0, y: 0 }, 100, FRAME).scale).toBe(8);
    const back = zoomAt(zoomAt(WHOLE, { x: 300, y: 200 }, 3, FRAME), { x: 0, y: 0 }, 0.01, FRAME);
    expect(back.scale).toBe(1);
    expect(back.x).toBeCloseTo(0);
    expect(back.y).toBeCloseTo(0);
  });

  test('a whole picture cannot be moved', () => {
    const moved = panBy(WHOLE, 50, -50, FRAME);
    expect(moved.x).toBeCloseTo(0);
    expect(moved.y).toBeCloseTo(0);
  });

  test('the picture is never lost beyond an edge', () => {
    const zoomed = zoomAt(WHOLE, { x: 0, y: 0 }, 2, FRAME);
    expect(panBy(zoomed, 10_000, -10_000, FRAME)).toEqual({ scale: 2, x: 400, y: -300 });
  });
});

describe('pinch', () => {
  test('fingers moving apart zoom about their middle', () => {
    const { at, factor, dx, dy } = pinch([{ x: -10, y: 0 }, { x: 10, y: 0 }], [{ x: -20, y: 0 }, { x: 20, y: 0 }]);
    expect({ at, factor, dx, dy }).toEqual({ at: { x: 0, y: 0 }, factor: 2, dx: 0, dy: 0 });
  });

  test('fingers moving together move the picture', () => {
    const { factor, dx, dy } = pinch([{ x: 0, y: 0 }, { x: 10, y: 0 }], [{ x: 5, y: 7 }, { x: 15, y: 7 }]);
    expect({ factor, dx, dy }).toEqual({ factor: 1, dx: 5, dy: 7 });
  });
});
