import { expect, test } from 'vitest';
import type { Board } from '../../src/board/board';
import type { CellView } from '../../src/board/following';
import type { CellContent, SeriesView, SettledView } from '../../src/board/schema';
import { pass, useRoom } from './room';

const at = useRoom();

const SERIES: CellContent = { kind: 'series', study: '1.2', series: '1.2.3', part: 0 };
const OTHER_SERIES: CellContent = { ...SERIES, series: '1.2.4' };

function slice(number: number): SeriesView {
  return {
    ...{ kind: 'series', slice: number, zoom: 1, pan: [0, 0], rotation: 0, flipHorizontal: false, flipVertical: false },
    ...{ window: null, inverted: false, cine: { playing: false, speed: 1 } },
  };
}

/** A picture in a cell, as somebody's hand or the presenter moves it. */
class TestCell implements CellView {
  view: SettledView = slice(0);
  /** What was put on it. */
  readonly applied: SettledView[] = [];
  #listener: ((byHand: boolean) => void) | null = null;

  read(): SettledView | null {
    return this.view;
  }

  apply(view: SettledView): void {
    this.view = view;
    this.applied.push(view);
    this.#listener?.(false);
  }

  subscribe(listener: (byHand: boolean) => void): () => void {
    this.#listener = listener;
    return () => (this.#listener = null);
  }

  /** Another picture comes into the cell, and opens at its first slice. */
  comes(): void {
    this.view = slice(0);
    this.#listener?.(false);
  }

  byHand(view: SettledView): void {
    this.view = view;
    this.#listener?.(true);
  }
}

/** @param cell of the stage */
function withCell(board: Board, cell = 0): TestCell {
  const view = new TestCell();
  board.following.attach(cell, view);
  return view;
}

async function presenterAndFollower() {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.stage.setCell(0, SERIES);
  await pass();
  const cells = { a: withCell(a), b: withCell(b) };
  a.stage.present(true);
  await pass();
  return { a, b, cells };
}

test("the presenter's slice is shown at the follower's", async () => {
  const { a, b, cells } = await presenterAndFollower();
  expect(a.following.getSnapshot()).toEqual({ presenter: 'a', following: false });
  expect(b.following.getSnapshot()).toEqual({ presenter: 'a', following: true });
  cells.a.byHand(slice(7));
  await pass();
  expect(cells.b.view).toEqual(slice(7));
});

test('only the newest view of a frame is sent, and only the newest of a frame is shown', async () => {
  const { cells } = await presenterAndFollower();
  const before = cells.b.applied.length;
  for (let number = 1; number <= 50; number += 1) {
    cells.a.byHand(slice(number));
  }
  await pass();
  expect(cells.b.applied.slice(before)).toEqual([slice(50)]);
});

test("views reach the follower's cell in the frame in which they come", async () => {
  const { cells } = await presenterAndFollower();
  await pass(500);
  cells.a.byHand(slice(3));
  await pass(16);
  expect(cells.b.view).toEqual(slice(3));
});

test('a follower who scrolls goes their own way, until they return', async () => {
  const { a, b, cells } = await presenterAndFollower();
  cells.b.byHand(slice(20));
  expect(b.following.getSnapshot().following).toBe(false);
  cells.a.byHand(slice(8));
  await pass(1_000);
  expect(cells.b.view).toEqual(slice(20));
  expect(a.presence.getSnapshot().others[0]?.following).toBe(false);
  b.following.return();
  await pass();
  expect(cells.b.view).toEqual(slice(8));
  expect(a.presence.getSnapshot().others[0]?.following).toBe(true);
});

test('whoever comes late is shown where the presenter rests', async () => {
  const { cells } = await presenterAndFollower();
  cells.a.byHand(slice(9));
  await pass(1_000);
  const late = at.room.enter('late');
  await pass();
  expect(withCell(late).view).toEqual(slice(9));
});

test('a view at rest is written down for those who come while the presenter is away', async () => {
  const { a, cells } = await presenterAndFollower();
  cells.a.byHand(slice(11));
  await pass(300);
  cells.a.byHand(slice(12));
  await pass(300);
  expect(at.room.server.doc.getMap('views').toJSON()).not.toEqual({ 0: slice(12) });
  await pass(200);
  expect(at.room.server.doc.getMap('views').toJSON()).toEqual({ 0: slice(12) });
  at.room.leave(a);
  const late = at.room.enter('late');
  await pass();
  expect(withCell(late).view).toEqual(slice(12));
});

test("a presenter whose page is loaded again goes on from where they were", async () => {
  const { a, cells } = await presenterAndFollower();
  cells.a.byHand(slice(13));
  await pass(1_000);
  at.room.leave(a);
  const again = at.room.enter('a');
  await pass();
  expect(withCell(again).view).toEqual(slice(13));
  await pass(1_000);
  expect(cells.b.view).toEqual(slice(13));
});

test('with nobody presenting, a picture opens where it was left, once', async () => {
  const { a, b, cells } = await presenterAndFollower();
  cells.a.byHand(slice(14));
  await pass(1_000);
  a.stage.present(false);
  await pass();
  const late = at.room.enter('late');
  await pass();
  expect(withCell(late).view).toEqual(slice(14));
  expect(withCell(late).view).toEqual(slice(0));
  b.stage.setCell(0, OTHER_SERIES);
  await pass();
  expect(withCell(late).view).toEqual(slice(0));
});

test('nobody is led by whoever ceases to present, and the next presenter leads everybody again', async () => {
  const { a, b, cells } = await presenterAndFollower();
  cells.b.byHand(slice(20));
  a.stage.present(false);
  await pass();
  expect(b.following.getSnapshot()).toEqual({ presenter: null, following: false });
  expect(b.presence.getSnapshot().others[0]?.views).toBeNull();
  b.stage.present(true);
  await pass();
  expect(a.following.getSnapshot()).toEqual({ presenter: 'b', following: true });
  expect(cells.a.view).toEqual(slice(20));
});

test("only the presenter and whoever moderates end somebody's lead", async () => {
  const { b } = await presenterAndFollower();
  b.stage.present(false);
  await pass();
  expect(b.following.getSnapshot().presenter).toBe('a');
  const host = at.room.enter('host', ['present', 'moderate']);
  await pass();
  host.stage.present(false);
  await pass();
  expect(b.following.getSnapshot().presenter).toBeNull();
});

test('a presenter who may not lead any more leaves no views behind', async () => {
  const { a, b, cells } = await presenterAndFollower();
  a.me.grant(['see']);
  cells.a.byHand(slice(25));
  await pass(1_000);
  expect(b.presence.getSnapshot().others[0]?.views).toBeNull();
  expect(at.room.server.doc.getMap('views').toJSON()).not.toMatchObject({ 0: slice(25) });
  a.me.grant(['see', 'present']);
  await pass();
  expect(cells.b.view).toEqual(slice(25));
});

test('the view of what stood in a cell is not put on what replaces it', async () => {
  const { a, b, cells } = await presenterAndFollower();
  cells.a.byHand(slice(30));
  await pass(1_000);
  b.stage.setCell(0, OTHER_SERIES);
  await pass();
  expect(at.room.server.doc.getMap('views').size).toBe(0);
  expect(withCell(b).view).toEqual(slice(0));
  expect(a.stage.getSnapshot().cells[0]).toEqual(OTHER_SERIES);
});

test('a view of another kind than what stands in the cell is left alone', async () => {
  const { a, cells } = await presenterAndFollower();
  const before = cells.b.applied.length;
  a.stage.setCell(0, { kind: 'console', room: 'us-1' });
  await pass();
  cells.a.byHand(slice(4));
  await pass();
  expect(cells.b.applied.length).toBe(before);
  cells.a.byHand({ kind: 'picture', zoom: 2, centre: [0.5, 0.5] });
  await pass();
  expect(cells.b.view).toEqual({ kind: 'picture', zoom: 2, centre: [0.5, 0.5] });
});

test('a picture that comes later than the view is put where the presenter is', async () => {
  const { b, cells } = await presenterAndFollower();
  cells.a.byHand(slice(6));
  await pass();
  cells.b.comes();
  expect(cells.b.view).toEqual(slice(6));
  b.following.breakAway();
  cells.b.comes();
  expect(cells.b.view).toEqual(slice(0));
});

test('a cell that did not move is not touched when another does', async () => {
  const { a, b, cells } = await presenterAndFollower();
  a.stage.setCell(1, OTHER_SERIES);
  await pass();
  const second = { a: withCell(a, 1), b: withCell(b, 1) };
  await pass();
  const before = cells.b.applied.length;
  second.a.byHand(slice(2));
  await pass();
  expect(second.b.view).toEqual(slice(2));
  expect(cells.b.applied.length).toBe(before);
});

test('following goes on after the line was cut', async () => {
  const { b, cells } = await presenterAndFollower();
  at.room.server.cut();
  await pass();
  cells.a.byHand(slice(40));
  await pass(5_000);
  at.room.server.up = true;
  await pass(3_000);
  expect(b.following.getSnapshot().following).toBe(true);
  expect(cells.b.view).toEqual(slice(40));
});
