import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { SharedDocument } from '../../src/board/document';
import { Marks, type NewMark } from '../../src/board/marks';
import { OwnSteps } from '../../src/board/ownSteps';
import { Self } from '../../src/board/self';
import { length, SLICE } from './room';

const MARKS = 5_000;
const PICTURES = 300;

function marksOf(document: SharedDocument): Marks {
  const self = new Self({ id: 'a', name: 'Dr a', organisation: '', rights: ['annotate'] }, () => 0);
  return new Marks(document, self, new OwnSteps(document));
}

/** Nine measurements to one freehand line of 200 points. */
function markNumber(number: number): NewMark {
  const mark = length({ ...SLICE, instance: `1.2.3.${number % PICTURES}` });
  const line = Array.from({ length: 200 }, (_, x) => [x + 0.25, (x * number) % 512] as const);
  return number % 10 === 0 ? { ...mark, tool: 'freehand', points: line } : mark;
}

function updateWithMarks(): Uint8Array {
  const document = new SharedDocument();
  const marks = marksOf(document);
  document.doc.transact(() => Array.from({ length: MARKS }, (_, number) => marks.add(markNumber(number))));
  const update = Y.encodeStateAsUpdate(document.doc);
  document.destroy();
  return update;
}

test('a board with 5 000 marks is read in one go, and each picture has its own', () => {
  const update = updateWithMarks();
  const document = new SharedDocument();
  const marks = marksOf(document);
  let told = 0;
  marks.subscribe(() => (told += 1));
  const begun = performance.now();
  Y.applyUpdate(document.doc, update);
  const applied = performance.now();
  expect(told).toBe(1);
  const list = marks.on({ ...SLICE, instance: '1.2.3.7' });
  const changed = performance.now();
  marks.change(list[0]?.id ?? '', { label: 'x' });
  const done = performance.now();
  console.log(`${MARKS} marks (${Math.round(update.length / 1024)} KiB) read in ${Math.round(applied - begun)} ms, one changed in ${(done - changed).toFixed(2)} ms`);
  expect(marks.getSnapshot().size).toBe(MARKS);
  expect(list.length).toBe(Math.ceil((MARKS - 7) / PICTURES));
  document.destroy();
});
