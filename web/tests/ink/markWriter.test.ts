import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlacedMark } from '../../src/board/markIndex';
import type { NewMark } from '../../src/board/marks';
import type { InkBoard } from '../../src/ink/inkBoard';
import { MarkWriter } from '../../src/ink/markWriter';
import type { Surface } from '../../src/ink/surface';
import { LIVE, millimetres, SLICE, surface } from './surfaces';

const KEPT: PlacedMark = { id: 'kept', tool: 'length', target: SLICE, points: [[0, 0], [10, 0]], label: 'A', measured: [], author: 'bob', authorName: 'Bob', at: 1, stays: true };

/** A board that remembers what was done to it. */
function listeningBoard() {
  const done: unknown[] = [];
  const shown: (PlacedMark | null)[] = [];
  const board = {
    me: { id: 'ann', name: 'Ann', now: () => 5_000 },
    marks: {
      add: (mark: NewMark) => done.push(['add', mark]),
      change: (id: string, changes: unknown) => done.push(['change', id, changes]),
      remove: (id: string) => done.push(['remove', id]),
    },
    presence: { setDrawing: (drawing: PlacedMark | null) => shown.push(drawing) },
  };
  return { board: board as unknown as InkBoard, done, shown };
}

function surfaceOn(target: typeof SLICE | typeof LIVE): Surface {
  return { ...surface(target, millimetres(0.5, 0.5)), size: { width: 100, height: 100 }, matrix: [1, 0, 0, 1, 0, 0], subscribe: () => () => undefined };
}

beforeEach(() => {
  vi.stubGlobal('window', globalThis);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what was drawn', () => {
  test('is kept with what it measures', () => {
    const { board, done } = listeningBoard();
    new MarkWriter(board, surfaceOn(SLICE)).write({ kind: 'add', tool: 'length', target: SLICE, points: [[0, 0], [20.123_456, 0]], label: '' });
    const points = [[0, 0], [20.12, 0]];
    expect(done).toEqual([['add', { tool: 'length', target: SLICE, points, label: '', measured: [{ kind: 'length', value: 10.06, unit: 'mm' }], stays: true }]]);
  });

  test('stays on a running picture only where that was chosen', () => {
    const { board, done } = listeningBoard();
    const writer = new MarkWriter(board, surfaceOn(LIVE));
    const arrow = { kind: 'add', tool: 'arrow', target: LIVE, points: [[0.1, 0.1], [0.2, 0.2]], label: '' } as const;
    writer.write(arrow);
    writer.stays = true;
    writer.write(arrow);
    expect(done).toMatchObject([['add', { stays: false }], ['add', { stays: true }]]);
  });

  test('and changed afterwards is measured anew, and remains its author’s', () => {
    const { board, done, shown } = listeningBoard();
    new MarkWriter(board, surfaceOn(SLICE)).write({ kind: 'reshape', mark: KEPT, points: [[0, 0], [30, 0]] });
    expect(done).toEqual([['change', 'kept', { points: [[0, 0], [30, 0]], measured: [{ kind: 'length', value: 15, unit: 'mm' }] }]]);
    expect(shown.at(-1)).toMatchObject({ id: 'kept', author: 'bob', points: [[0, 0], [30, 0]] });
  });
});

describe('what is being drawn', () => {
  const draft = { tool: 'length', target: SLICE, points: [[0, 0], [8, 0]], of: null } as const;

  test('is shown to the others as it will be kept', () => {
    const { board, shown } = listeningBoard();
    const own = new MarkWriter(board, surfaceOn(SLICE)).share(draft);
    expect(own).toMatchObject({ author: 'ann', at: 5_000, measured: [{ value: 4 }] });
    expect(shown).toEqual([own]);
  });

  test('is shown until what it became can have arrived', () => {
    const { board, shown } = listeningBoard();
    const writer = new MarkWriter(board, surfaceOn(SLICE));
    writer.share(draft);
    writer.write({ kind: 'add', ...draft, label: '' });
    writer.share(null);
    expect(shown.at(-1)).not.toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(shown.at(-1)).toBeNull();
  });

  test('is taken back at once when it is given up, and a new one is not taken back by the last', () => {
    const { board, shown } = listeningBoard();
    const writer = new MarkWriter(board, surfaceOn(SLICE));
    writer.share(draft);
    writer.share(null);
    expect(shown.at(-1)).toBeNull();
    writer.write({ kind: 'add', ...draft, label: '' });
    writer.share(draft);
    vi.advanceTimersByTime(1_000);
    expect(shown.at(-1)).not.toBeNull();
  });

  test('of somebody else’s mark stays theirs', () => {
    const { board, shown } = listeningBoard();
    new MarkWriter(board, surfaceOn(SLICE)).share({ ...draft, of: KEPT });
    expect(shown).toMatchObject([{ id: 'kept', author: 'bob', label: 'A', points: [[0, 0], [8, 0]] }]);
  });

  test('counts the values of a large region only once it is done', () => {
    const { board, done } = listeningBoard();
    const wide = { ...surfaceOn(SLICE), values: () => ({ mean: 1, deviation: 0, unit: '1' }) };
    const writer = new MarkWriter(board, wide);
    const region = { tool: 'ellipse', target: SLICE, points: [[0, 0], [2_000, 2_000]], of: null } as const;
    expect(writer.share(region)?.measured.map(({ kind }) => kind)).toEqual(['area']);
    writer.write({ kind: 'add', ...region, label: '' });
    expect(done).toMatchObject([['add', { measured: [{ kind: 'area' }, { kind: 'mean' }, { kind: 'deviation' }] }]]);
  });
});
