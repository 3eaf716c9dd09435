import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { length, OTHER_SLICE, pass, SLICE, useRoom } from './room';

const at = useRoom();

test("a measurement reaches the others with its millimetres, its author and the server's time", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.marks.add(length());
  await pass();
  expect(b.marks.on(SLICE)).toEqual([{ ...length(), id, author: 'a', authorName: 'Dr a', at: expect.any(Number) }]);
  expect(Number.isInteger(b.marks.on(SLICE)[0]?.at)).toBe(true);
});

test('whoever comes late sees everything', async () => {
  const a = at.room.enter('a');
  await pass();
  a.marks.add(length(SLICE));
  a.marks.add(length(OTHER_SLICE));
  await pass();
  const late = at.room.enter('late');
  await pass();
  expect(late.marks.getSnapshot().size).toBe(2);
});

test("each one's undo and redo are their own", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const [byA, byB] = [a.marks.add(length()), b.marks.add(length())];
  await pass();
  a.marks.undo();
  await pass();
  expect([...b.marks.getSnapshot().keys()]).toEqual([byB]);
  expect([a.marks.canUndo, a.marks.canRedo, b.marks.canUndo]).toEqual([false, true, true]);
  b.marks.undo();
  a.marks.redo();
  await pass();
  expect([...b.marks.getSnapshot().keys()]).toEqual([byA]);
});

test("undoing a mark's creation takes it away although another edited it since", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.marks.add(length());
  await pass();
  b.marks.change(id, { label: 'left lung' });
  b.marks.endGesture();
  await pass();
  expect(a.marks.on(SLICE)[0]?.label).toBe('left lung');
  a.marks.undo();
  await pass();
  expect(b.marks.on(SLICE)).toEqual([]);
  a.marks.redo();
  await pass();
  expect(b.marks.on(SLICE).map(({ label, author }) => [label, author])).toEqual([['left lung', 'a']]);
});

test("an edit of another's mark is undone by whoever made it, and leaves the mark", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.marks.add(length());
  await pass();
  b.marks.change(id, { points: [[0, 0], [1, 1]], measured: [{ kind: 'length', value: 2, unit: 'mm' }] });
  b.marks.endGesture();
  await pass();
  expect(a.marks.on(SLICE)[0]?.measured[0]?.value).toBe(2);
  expect(b.marks.canUndo).toBe(true);
  b.marks.undo();
  await pass();
  expect(a.marks.on(SLICE)[0]).toMatchObject(length());
});

test('a gesture of many changes is one step', async () => {
  const a = at.room.enter('a');
  await pass();
  const id = a.marks.add(length());
  for (const x of [1, 2, 3]) {
    a.marks.change(id, { points: [[x, 0], [5, 5]] });
  }
  a.marks.endGesture();
  a.marks.undo();
  expect(a.marks.on(SLICE)[0]?.points).toEqual(length().points);
});

test('only so many steps are remembered', async () => {
  const a = at.room.enter('a');
  await pass();
  for (let drawn = 0; drawn < 250; drawn += 1) {
    a.marks.add(length());
  }
  while (a.marks.canUndo) {
    a.marks.undo();
  }
  expect(a.marks.on(SLICE).length).toBe(50);
});

test("only one's own marks can be erased, unless one moderates", async () => {
  const [a, b, host] = [at.room.enter('a'), at.room.enter('b'), at.room.enter('host', ['annotate', 'moderate'])];
  await pass();
  const byA = a.marks.add(length());
  b.marks.add(length(OTHER_SLICE));
  await pass();
  b.marks.remove(byA);
  b.marks.eraseAll();
  await pass();
  expect([...host.marks.getSnapshot().keys()]).toEqual([byA]);
  host.marks.eraseAll();
  await pass();
  expect(a.marks.getSnapshot().size).toBe(0);
  host.marks.undo(); // would be a's mark by the host's hand
  await pass();
  expect(a.marks.getSnapshot().size).toBe(0);
});

test("erasing one's own keeps to the picture asked for", async () => {
  const a = at.room.enter('a');
  await pass();
  a.marks.add(length(SLICE));
  const other = a.marks.add(length(OTHER_SLICE));
  a.marks.eraseMine(SLICE);
  expect([...a.marks.getSnapshot().keys()]).toEqual([other]);
  a.marks.eraseMine();
  expect(a.marks.getSnapshot().size).toBe(0);
});

test('a mark that fades is no step to undo', async () => {
  const a = at.room.enter('a');
  await pass();
  const kept = a.marks.add(length(SLICE));
  const faded = a.marks.add({ ...length({ kind: 'live', source: 'us-1' }), stays: false });
  a.marks.fade(faded);
  a.marks.undo(); // of a mark that is not there any more: the step before it
  a.marks.redo();
  expect([...a.marks.getSnapshot().keys()]).toEqual([kept]);
});

test("a mark's change makes only the list of its own picture anew", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.marks.add(length(SLICE));
  a.marks.add(length(OTHER_SLICE));
  await pass();
  const [before, other, all] = [b.marks.on(SLICE), b.marks.on(OTHER_SLICE), b.marks.getSnapshot()];
  expect(b.marks.on(SLICE)).toBe(before);
  expect(b.marks.getSnapshot()).toBe(all);
  const told = vi.fn();
  b.marks.subscribe(told);
  a.marks.change(id, { label: 'x' });
  await pass();
  expect(told).toHaveBeenCalledTimes(1);
  expect(b.marks.on(SLICE)).not.toBe(before);
  expect(b.marks.on(OTHER_SLICE)).toBe(other);
});

test('entries of another shape are left out, and the rest is shown', async () => {
  const a = at.room.enter('a');
  await pass();
  const id = a.marks.add(length());
  await pass();
  const marks = at.room.server.doc.getMap<unknown>('marks');
  marks.set('text', 'not a mark');
  marks.set('flat', { ...length(), author: 'a', authorName: 'A', at: 1 });
  marks.set('bare', new Y.Map([['tool', 'length']]));
  const wrong = { points: [[0, Number.NaN]], tool: 'scalpel', target: { kind: 'moon' }, label: 7, measured: [{ kind: 'length', value: '3', unit: 'mm' }], at: Infinity };
  const fields = Object.entries({ ...length(), author: 'a', authorName: 'A', at: 1 });
  for (const [field, value] of Object.entries(wrong)) {
    marks.set(field, new Y.Map<unknown>([...fields, [field, value]]));
  }
  await pass();
  expect([...a.marks.getSnapshot().keys()]).toEqual([id]);
  a.marks.change('text', { label: 'x' }); // what is no mark is not changed, nor does it disturb
  (marks.get('bare') as Y.Map<unknown>).set('points', length().points);
  await pass();
  expect([...a.marks.getSnapshot().keys()]).toEqual([id]);
});
