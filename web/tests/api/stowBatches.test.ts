import { expect, test } from 'vitest';
import { batchesOf, type SkipReason } from '../../src/api/stowBatches';
import type { Sniffed } from '../../src/api/stowSniff';

function file(name: string, size = 1): File {
  return new File([new Uint8Array(size)], name);
}

const look = (given: File): Promise<Sniffed> =>
  Promise.resolve({ kind: given.name.endsWith('.txt') ? 'other' : 'dicom', uid: given.name });

async function cut(waiting: File[], limits: { bytes: number; files: number }) {
  const skipped: [string, SkipReason][] = [];
  const names: string[][] = [];
  for await (const batch of batchesOf(waiting, look, (given, reason) => skipped.push([given.name, reason]), limits)) {
    names.push(batch.map(({ uid }) => uid));
  }
  return { names, skipped };
}

test('a batch is full by bytes or by files', async () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, 4));
  expect((await cut([...files], { bytes: 10, files: 9 })).names).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect((await cut([...files], { bytes: 99, files: 3 })).names).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('a file that is larger than a batch goes alone', async () => {
  const files = [file('a'), file('huge', 50), file('b')];
  expect((await cut(files, { bytes: 10, files: 9 })).names).toEqual([['a'], ['huge'], ['b']]);
});

test('what is not DICOM is named and left out', async () => {
  const { names, skipped } = await cut([file('a'), file('notes.txt'), file('b')], { bytes: 10, files: 9 });
  expect(names).toEqual([['a', 'b']]);
  expect(skipped).toEqual([['notes.txt', 'other']]);
});

test('two readers share the files, each going to one of them', async () => {
  const waiting = Array.from({ length: 50 }, (_, index) => file(String(index)));
  const batches = batchesOf(waiting, look, () => undefined, { bytes: 3, files: 9 });
  const read = async () => {
    const got: string[] = [];
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      got.push(...next.value.map(({ uid }) => uid));
    }
    return got;
  };
  const [left, right] = await Promise.all([read(), read()]);
  expect([...left, ...right].sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 50 }, (_, index) => String(index)),
  );
});

test('breaking off between batches loses no file', async () => {
  const waiting = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, 4));
  const batches = batchesOf(waiting, look, () => undefined, { bytes: 10, files: 9 });
  const first = await batches.next();
  expect(first.value?.map(({ uid }) => uid)).toEqual(['a', 'b']);
  expect(waiting.map(({ name }) => name)).toEqual(['c', 'd', 'e']);
});
