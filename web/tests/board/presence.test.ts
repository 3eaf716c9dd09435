import { expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { sampled } from '../../src/board/presence';
import type { Board } from '../../src/board/board';
import type { PlacedMark } from '../../src/board/markIndex';
import { length, pass, SLICE, useRoom } from './room';

const at = useRoom();

const seenBy = (board: Board, id: string) => board.presence.getSnapshot().others.find((other) => other.id === id);

test("somebody's pointer is seen by the others with their name, and is put away once it rests", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.presence.setPointer({ target: SLICE, point: [3, 4] });
  await pass();
  expect(seenBy(b, 'a')).toMatchObject({ name: 'Dr a', organisation: 'County hospital', pointer: { target: SLICE, point: [3, 4] } });
  await pass(1_900);
  expect(seenBy(b, 'a')?.pointer).not.toBeNull();
  await pass(200);
  expect(seenBy(b, 'a')?.pointer).toBeNull();
});

test('whoever may not point shows no pointer', async () => {
  const [student, b] = [at.room.enter('student', ['see', 'hear']), at.room.enter('b')];
  await pass();
  student.presence.setPointer({ target: SLICE, point: [3, 4] });
  await pass();
  expect(seenBy(b, 'student')?.pointer).toBeNull();
});

test('a first movement is sent at once, without waiting for an animation frame', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.presence.setPointer({ target: SLICE, point: [3, 4] });
  await pass(0);
  expect(seenBy(b, 'a')?.pointer?.point).toEqual([3, 4]);
});

test('a pointer that is told again where it was is not sent again', async () => {
  const a = at.room.enter('a');
  await pass();
  a.presence.setPointer({ target: SLICE, point: [3, 4] });
  await pass(100);
  const before = at.room.server.heard.length;
  a.presence.setPointer({ target: { ...SLICE }, point: [3, 4] });
  await pass(1_950);
  expect([at.room.server.heard.length - before, a.presence.getSnapshot().mine.pointer?.point]).toEqual([0, [3, 4]]);
});

test('what oneself does leaves the list of the others as it is', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const { others } = a.presence.getSnapshot();
  a.presence.setPointer({ target: SLICE, point: [3, 4] });
  await pass();
  expect(a.presence.getSnapshot().others).toBe(others);
  b.presence.setHand(true);
  await pass();
  expect(a.presence.getSnapshot().others).not.toBe(others);
});

test('however often something moves, one message a frame tells of it', async () => {
  const a = at.room.enter('a');
  await pass();
  const before = at.room.server.heard.length;
  for (let x = 0; x < 100; x += 1) {
    a.presence.setPointer({ target: SLICE, point: [x, 0] });
    a.presence.setHand(x % 2 === 0);
  }
  await pass(17);
  expect(at.room.server.heard.length).toBe(before + 1);
  expect(a.presence.getSnapshot().mine).toMatchObject({ pointer: { point: [99, 0] }, hand: null });
});

test("what is heard of others is not sent back", async () => {
  const [a] = [at.room.enter('a'), at.room.enter('b'), at.room.enter('c')];
  await pass();
  const before = at.room.server.heard.length;
  a.presence.setPointer({ target: SLICE, point: [1, 1] });
  await pass();
  expect(at.room.server.heard.slice(before)).toEqual([1]);
});

test('a stroke is seen while it is drawn, with no more points than are needed', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const points = Array.from({ length: 950 }, (_, x) => [x, x % 7] as const);
  const stroke: PlacedMark = { ...length(), tool: 'freehand', points, id: 'stroke', author: 'a', authorName: 'Dr a', at: 1 };
  a.presence.setDrawing(stroke);
  await pass();
  const shown = seenBy(b, 'a')?.drawing?.points ?? [];
  expect(shown.length).toBeLessThanOrEqual(101);
  expect([shown[0], shown.at(-1)]).toEqual([points[0], points.at(-1)]);
  a.presence.setDrawing(null);
  await pass();
  expect(seenBy(b, 'a')?.drawing).toBeNull();
});

test('short strokes are shown whole', () => {
  expect(sampled([1, 2, 3], 100)).toEqual([1, 2, 3]);
  expect(sampled([1], 100)).toEqual([1]);
});

test("hands are raised and lowered at the server's time", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.presence.setHand(true);
  await pass();
  expect(seenBy(b, 'a')?.hand).toBeGreaterThan(Date.now() - 1_000);
  a.presence.setHand(false);
  await pass();
  expect(seenBy(b, 'a')?.hand).toBeNull();
});

test('whoever leaves is gone at once', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  expect(seenBy(b, 'a')).toBeDefined();
  at.room.leave(a);
  await pass();
  expect(seenBy(b, 'a')).toBeUndefined();
});

test('whoever rests is seen again, and sees the others, as soon as a cut line comes back', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const [line] = at.room.server.sockets;
  line?.closeBy(1006);
  await pass();
  expect(seenBy(b, 'a')).toBeUndefined();
  await pass(1_000);
  expect([seenBy(b, 'a')?.id, seenBy(a, 'b')?.id]).toEqual(['a', 'b']);
});

test('a person with two pages open is listed once, by the page at hand, and not to themselves', async () => {
  const [first, second, b] = [at.room.enter('a'), at.room.enter('a'), at.room.enter('b')];
  await pass();
  for (const page of [first, second]) {
    page.presence.setPointer({ target: SLICE, point: [5, 5] });
    await pass();
    expect(b.presence.getSnapshot().others.map(({ id, pointer }) => [id, pointer?.point])).toEqual([['a', [5, 5]]]);
    page.presence.setPointer(null);
    await pass();
  }
  expect(first.presence.getSnapshot().others.map(({ id }) => id)).toEqual(['b']);
});

test('entries that did not change stay the same objects', async () => {
  const [a, , c] = [at.room.enter('a'), at.room.enter('b'), at.room.enter('c')];
  await pass();
  const before = seenBy(c, 'b');
  const told = vi.fn();
  c.presence.subscribe(told);
  a.presence.setPointer({ target: SLICE, point: [1, 2] });
  await pass();
  expect(told).toHaveBeenCalled();
  expect(seenBy(c, 'b')).toBe(before);
});

test('what somebody shows in another shape is not shown', async () => {
  const stranger = at.room.enter('stranger');
  const b = at.room.enter('b');
  await pass();
  const show = vi.spyOn(Awareness.prototype, 'setLocalState');
  stranger.presence.setHand(true);
  await pass();
  const awareness = show.mock.contexts[0] as Awareness;
  for (const state of [{ id: 'stranger' }, { ...awareness.getLocalState(), pointer: { target: SLICE, point: ['1', 2] } }, { ...awareness.getLocalState(), views: { 0: { kind: 'series' } } }]) {
    awareness.setLocalState(state);
    await pass();
    expect(seenBy(b, 'stranger')).toBeUndefined();
  }
});
