import { describe, expect, test } from 'vitest';
import type { PlacedMark } from '../../src/board/markIndex';
import type { Presence } from '../../src/board/schema';
import { openDrafts } from '../../src/ink/drafts';
import { fades, goneOf, hasFaded } from '../../src/ink/fading';
import { FROZEN, LIVE, SLICE } from './surfaces';

const RING: PlacedMark = { id: 'm', tool: 'ellipse', target: LIVE, points: [[0.1, 0.1], [0.2, 0.2]], label: '', measured: [], author: 'ann', authorName: 'Ann', at: 10_000, stays: false };

function drawing(mark: PlacedMark): readonly Presence[] {
  return [{ id: 'ann', name: 'Ann', organisation: '', pointer: null, views: null, drawing: mark, hand: null, following: false }];
}

describe('marks on a running picture', () => {
  test('fade after six seconds unless they are to stay', () => {
    expect(hasFaded(RING, 15_999)).toBe(false);
    expect(hasFaded(RING, 16_000)).toBe(true);
    expect(hasFaded({ ...RING, stays: true }, 99_000)).toBe(false);
  });

  test('those on stored and frozen pictures never fade', () => {
    expect(fades({ target: SLICE, stays: false })).toBe(false);
    expect(fades({ target: FROZEN, stays: false })).toBe(false);
  });

  test('are taken away by their author, once they have faded everywhere', () => {
    const marks = new Map([
      ['mine', RING],
      ['young', { ...RING, at: 12_000 }],
      ['others', { ...RING, author: 'bob' }],
      ['staying', { ...RING, stays: true }],
    ]);
    expect(goneOf(marks, 'ann', 19_999)).toEqual([]);
    expect(goneOf(marks, 'ann', 20_000)).toEqual(['mine']);
  });
});

describe('a mark under way', () => {
  const draft = { ...RING, id: 'draft-ann' };

  test('is shown on its own picture only', () => {
    expect(openDrafts(drawing(draft), { ...LIVE }, [])).toEqual([draft]);
    expect(openDrafts(drawing(draft), SLICE, [])).toEqual([]);
  });

  test('gives way to what it became', () => {
    expect(openDrafts(drawing(draft), LIVE, [RING])).toEqual([]);
    expect(openDrafts(drawing(draft), LIVE, [{ ...RING, author: 'bob' }])).toEqual([draft]);
  });

  test('stands for the kept mark while that is being changed, until the change is kept', () => {
    const moved = { ...RING, points: [[0.1, 0.1], [0.3, 0.2]] } as const;
    expect(openDrafts(drawing(moved), LIVE, [RING])).toEqual([moved]);
    expect(openDrafts(drawing(moved), LIVE, [{ ...moved }])).toEqual([]);
  });

  test('gives way although it was shown with fewer points', () => {
    const points = Array.from({ length: 200 }, (_, index) => [index / 200, 0.5] as const);
    const line = { ...RING, tool: 'freehand' as const, points };
    const shown = { ...line, id: 'draft-ann', points: points.filter((_, index) => index % 2 === 0 || index === 199) };
    expect(openDrafts(drawing(shown), LIVE, [line])).toEqual([]);
  });
});
