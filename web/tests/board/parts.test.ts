import { expect, test } from 'vitest';
import { standingOf } from '../../src/board/standing';
import type { Place, Vote } from '../../src/board/schema';
import { pass, useRoom } from './room';

const at = useRoom();

const PICTURE = 'a'.repeat(64);
const IMAGE = { study: '1.2', series: '1.2.3', instance: '1.2.3.4', frame: 1, label: 'CT 18/64' };
const PLACE: Place = { kind: 'slice', study: '1.2', series: '1.2.3', part: 0, instance: '1.2.3.4', slice: 17, label: 'CT 18/64' };
const FINDING = { title: 'mass in the left lung, 31 mm', site: 'left upper lobe', detail: '', place: PLACE };

test('layout and contents of the stage are the same for all', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  expect(b.stage.getSnapshot()).toEqual({ layout: '1x1', presenter: null, cells: [null, null, null, null] });
  a.stage.setLayout('1+2');
  a.stage.setCell(0, { kind: 'console', room: 'us-1' });
  a.stage.setCell(2, { kind: 'screen', attendee: 'b' });
  await pass();
  const before = b.stage.getSnapshot();
  expect(before).toEqual({ layout: '1+2', presenter: null, cells: [{ kind: 'console', room: 'us-1' }, null, { kind: 'screen', attendee: 'b' }, null] });
  a.stage.setCell(2, null);
  await pass();
  expect(b.stage.getSnapshot().cells).toEqual([{ kind: 'console', room: 'us-1' }, null, null, null]);
  expect(b.stage.getSnapshot().cells[0]).toBe(before.cells[0]);
});

test('a stage of another shape is an empty one', async () => {
  const a = at.room.enter('a');
  const { doc } = at.room.server;
  doc.getMap<unknown>('stage').set('layout', '9x9');
  doc.getMap<unknown>('stage').set('presenter', 7);
  doc.getMap<unknown>('cells').set('0', { kind: 'series', study: '../../etc', series: '1', part: 0 });
  doc.getMap<unknown>('cells').set('17', { kind: 'console', room: 'us-1' });
  await pass();
  expect(a.stage.getSnapshot()).toEqual({ layout: '1x1', presenter: null, cells: [null, null, null, null] });
});

test('a picture frozen by one is frozen for all, until it is released', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.frozen.freeze('us-1', { picture: PICTURE, width: 640, height: 480, capturedAt: 1_000.6 });
  at.room.server.doc.getMap<unknown>('frozen').set('us-2', { picture: '../secret', width: 1, height: 1 });
  await pass();
  const frozen = { picture: PICTURE, width: 640, height: 480, capturedAt: 1_001, by: 'a', byName: 'Dr a', at: expect.any(Number) };
  expect([...b.frozen.getSnapshot()]).toEqual([['us-1', frozen]]);
  b.frozen.release('us-1');
  await pass();
  expect(a.frozen.getSnapshot().size).toBe(0);
});

test('messages arrive in one order with their pictures and places', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.chat.say('  see here\n');
  a.chat.say('', { picture: PICTURE });
  a.chat.say('   ');
  await pass();
  b.chat.say('', { place: PLACE });
  at.room.server.doc.getArray('chat').push(['not a message', { text: 'nor this' }]);
  await pass();
  expect(a.chat.getSnapshot().map(({ author, text, picture, place }) => [author, text, picture, place])).toEqual([
    ['a', 'see here', null, null],
    ['a', '', PICTURE, null],
    ['b', '', null, PLACE],
  ]);
  expect(b.chat.getSnapshot()).toEqual(a.chat.getSnapshot());
});

test("others' messages are unread until they are looked at; those from before one came are no news", async () => {
  const a = at.room.enter('a');
  await pass();
  a.chat.say('before');
  await pass();
  const b = at.room.enter('b');
  await pass();
  expect(b.chat.unread.getSnapshot()).toBe(0);
  a.chat.say('one');
  a.chat.say('two');
  b.chat.say('mine');
  await pass();
  expect(b.chat.unread.getSnapshot()).toBe(2);
  b.chat.markRead();
  expect(b.chat.unread.getSnapshot()).toBe(0);
});

test('undo takes back neither messages nor findings', async () => {
  const a = at.room.enter('a');
  await pass();
  a.chat.say('said');
  a.findings.add(FINDING);
  expect(a.steps.getSnapshot().canUndo).toBe(false);
});

test('findings are agreed to and disputed by name, and votes can be taken back', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.findings.add(FINDING);
  await pass();
  b.findings.vote(id, 'agree');
  await pass();
  expect(a.findings.getSnapshot()).toMatchObject([{ ...FINDING, id, author: 'a', authorName: 'Dr a' }]);
  expect([...(a.findings.getSnapshot()[0]?.votes ?? [])]).toEqual([['b', { says: 'agree', name: 'Dr b', at: expect.any(Number) }]]);
  b.findings.vote(id, 'dispute');
  await pass();
  expect(a.findings.getSnapshot()[0]?.votes.get('b')?.says).toBe('dispute');
  b.findings.vote(id, null);
  await pass();
  expect(a.findings.getSnapshot()[0]?.votes.size).toBe(0);
});

test('two people voting at once while cut off are both counted', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  const id = a.findings.add(FINDING);
  await pass();
  at.room.server.cut();
  a.findings.vote(id, 'agree');
  b.findings.vote(id, 'dispute');
  at.room.server.up = true;
  await pass(3_000);
  expect([...(a.findings.getSnapshot()[0]?.votes.keys() ?? [])].sort()).toEqual(['a', 'b']);
});

test('a finding is changed and removed by its author or whoever moderates', async () => {
  const [a, b, host] = [at.room.enter('a'), at.room.enter('b'), at.room.enter('host', ['annotate', 'moderate'])];
  await pass();
  const id = a.findings.add(FINDING);
  await pass();
  b.findings.edit(id, { title: 'nothing' });
  b.findings.remove(id);
  a.findings.edit(id, { detail: 'smooth border' });
  await pass();
  expect(host.findings.getSnapshot()).toMatchObject([{ title: FINDING.title, detail: 'smooth border' }]);
  host.findings.remove(id);
  await pass();
  expect(a.findings.getSnapshot()).toEqual([]);
});

test('findings of another shape are left out', async () => {
  const a = at.room.enter('a');
  await pass();
  const id = a.findings.add(FINDING);
  await pass();
  at.room.server.doc.getMap<unknown>('findings').set('x', { ...FINDING, votes: 3 });
  await pass();
  expect(a.findings.getSnapshot().map((finding) => finding.id)).toEqual([id]);
  a.findings.vote('x', 'agree');
  a.findings.edit('x', { title: 'y' });
});

test.each<[readonly [string, Vote['says']][], string]>([
  [[], 'pending'],
  [[['b', 'agree']], 'pending'],
  [[['author', 'agree'], ['b', 'agree']], 'pending'],
  [[['b', 'agree'], ['c', 'agree']], 'confirmed'],
  [[['b', 'agree'], ['c', 'agree'], ['d', 'dispute']], 'disputed'],
])('with the votes %j a finding is %s', (says, standing) => {
  const votes = new Map(says.map(([attendee, vote]) => [attendee, { says: vote, name: attendee, at: 0 }]));
  expect(standingOf({ author: 'author', votes })).toBe(standing);
});

test('an image is marked as a key image and unmarked, undoably', async () => {
  const [a, b] = [at.room.enter('a'), at.room.enter('b')];
  await pass();
  a.keyImages.toggle(IMAGE);
  await pass();
  expect(b.keyImages.getSnapshot()).toEqual([{ ...IMAGE, by: 'a', byName: 'Dr a', at: expect.any(Number) }]);
  a.keyImages.toggle(IMAGE);
  expect(a.keyImages.find(IMAGE)).toBeNull();
  a.steps.undo();
  await pass();
  expect(b.keyImages.find(IMAGE)?.by).toBe('a');
  b.keyImages.remove(IMAGE);
  b.steps.undo();
  await pass();
  expect(a.keyImages.getSnapshot()).toEqual([]);
});

test('rights change when the chair is handed over', async () => {
  const a = at.room.enter('a');
  await pass();
  const id = at.room.enter('b').findings.add(FINDING);
  await pass();
  a.findings.remove(id);
  expect(a.findings.getSnapshot().length).toBe(1);
  a.me.grant(['annotate', 'moderate']);
  a.findings.remove(id);
  expect(a.findings.getSnapshot()).toEqual([]);
});
