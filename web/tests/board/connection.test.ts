import { expect, test } from 'vitest';
import { length, OTHER_SLICE, pass, SLICE, useRoom } from './room';

const at = useRoom();

/** Longer than the page waits between two attempts. */
const RETRIED_MS = 3_000;

test('a change counts as unsaved until the server is heard to have kept it', async () => {
  const a = at.room.enter('a');
  await pass();
  expect(a.connection.getSnapshot()).toEqual({ phase: 'synced', unsaved: 0, code: null, refusals: 0 });
  a.marks.add(length());
  a.marks.add(length());
  expect(a.connection.getSnapshot().unsaved).toBe(2);
  await pass(1_000);
  expect(a.connection.getSnapshot().unsaved).toBe(0);
  expect(at.room.server.doc.getMap('marks').size).toBe(2);
});

test("others' changes are not counted", async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.marks.add(length());
  await pass();
  expect(b.connection.getSnapshot().unsaved).toBe(0);
});

test('what both sides draw while the line is away is merged, and nothing is lost', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const shared = a.marks.add(length());
  await pass();
  at.room.server.cut();
  await pass();
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'offline', code: 1006 });
  a.marks.change(shared, { label: 'from a' });
  b.marks.change(shared, { points: [[1, 1], [2, 2]] });
  a.marks.add(length(SLICE));
  b.marks.add(length(OTHER_SLICE));
  await pass(60_000);
  expect(a.connection.getSnapshot().unsaved).toBeGreaterThanOrEqual(2);
  at.room.server.up = true;
  await pass(RETRIED_MS);
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'synced', unsaved: 0, code: null });
  expect(b.connection.getSnapshot().unsaved).toBe(0);
  expect(a.marks.getSnapshot().size).toBe(3);
  expect(b.marks.getSnapshot()).toEqual(a.marks.getSnapshot());
  expect(b.marks.getSnapshot().get(shared)).toMatchObject({ label: 'from a', points: [[1, 1], [2, 2]] });
});

test('undo works across a cut line', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.marks.add(length());
  at.room.server.cut();
  at.room.server.up = true;
  await pass(RETRIED_MS);
  a.marks.undo();
  await pass();
  expect(b.marks.getSnapshot().size).toBe(0);
});

test('after a refusal the board is opened anew: the ghost is gone, from the picture and from undo', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const kept = b.marks.add(length(OTHER_SLICE));
  await pass(1_000);
  at.room.server.judge = (trial) => (trial.getMap('marks').size > 1 ? 4400 : null);
  a.marks.add(length(SLICE));
  await pass(RETRIED_MS);
  expect(a.connection.getSnapshot()).toEqual({ phase: 'synced', unsaved: 0, code: null, refusals: 1 });
  expect([...a.marks.getSnapshot().keys()]).toEqual([kept]);
  expect(a.marks.canUndo).toBe(false);
  expect(b.marks.on(SLICE)).toEqual([]);
  expect(b.presence.getSnapshot().others.map(({ id }) => id)).toEqual(['a']);
  at.room.server.judge = null;
  a.marks.add(length(SLICE));
  await pass();
  expect(b.marks.on(SLICE).length).toBe(1);
});

test.each([4401, 4403, 4404, 4409])('after %i it waits for somebody to do something', async (code) => {
  at.room.server.turnsAway = code;
  const a = at.room.enter('a');
  await pass(30_000);
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'refused', code });
  expect(at.room.server.opened).toBe(1);
  at.room.server.turnsAway = null;
  a.connect();
  await pass();
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'synced', code: null });
});

test.each([1011, 1012, 4429])('after %i it comes back by itself with what was drawn', async (code) => {
  const a = at.room.enter('a');
  await pass();
  at.room.server.turnsAway = code;
  [...at.room.server.sockets].forEach((socket) => socket.closeBy(code));
  a.marks.add(length());
  await pass(10_000);
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'offline', code, unsaved: 1 });
  at.room.server.turnsAway = null;
  await pass(RETRIED_MS);
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'synced', code: null, unsaved: 0 });
  expect(at.room.server.doc.getMap('marks').size).toBe(1);
});

test('a line that is back is used at once', async () => {
  const a = at.room.enter('a');
  await pass();
  at.room.server.cut();
  await pass(20_000);
  at.room.server.up = true;
  at.room.lineChanges();
  await pass();
  expect(a.connection.getSnapshot().phase).toBe('synced');
});

test('a line that is gone is noticed at once where the computer notices it', async () => {
  const a = at.room.enter('a');
  await pass();
  at.room.server.awake = false;
  at.room.server.up = false; // packets vanish: nobody closes the socket
  at.room.lineChanges();
  await pass();
  expect(a.connection.getSnapshot().phase).toBe('offline');
});

test('a server that hangs is noticed while something is unsaved', async () => {
  const a = at.room.enter('a');
  await pass();
  at.room.server.awake = false;
  a.marks.add(length());
  await pass(15_000);
  expect(at.room.server.opened).toBeGreaterThan(1);
  at.room.server.awake = true;
  await pass(RETRIED_MS + 15_000);
  expect(a.connection.getSnapshot()).toMatchObject({ phase: 'synced', unsaved: 0 });
});

test('a board that was left opens nothing more', async () => {
  const a = at.room.enter('a');
  await pass();
  at.room.leave(a);
  await pass(60_000);
  expect(at.room.server.sockets.size).toBe(0);
  expect(at.room.server.opened).toBe(1);
});
