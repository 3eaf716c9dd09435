import { expect, test } from 'vitest';
import { planeOf, stacksOf } from '../../src/viewer/frames';
import { edgeLetters, lettersOf } from '../../src/viewer/orientation';
import { nearestFirst } from '../../src/viewer/prefetchOrder';
import { nearestSlice } from '../../src/viewer/slicePosition';
import { rangeOf, windowFrom, windowOf, windowPresets } from '../../src/viewer/windowPresets';
import { slice } from './datasets';

test('pictures are fetched from where one looks outwards', () => {
  expect(nearestFirst(6, 2)).toEqual([2, 3, 1, 4, 0, 5]);
  expect(nearestFirst(3, 0)).toEqual([0, 1, 2]);
});

test('letters name the sides of the patient', () => {
  expect(edgeLetters([1, 0, 0], [0, 1, 0])).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  expect(edgeLetters([-1, 0, 0], [0, 1, 0])).toMatchObject({ left: 'L', right: 'R' });
  expect(lettersOf([0, 0.8, 0.6])).toBe('PH');
  expect(lettersOf([0, 0.99, 0.1])).toBe('P');
});

const framesAt = (...places: readonly number[]) => stacksOf(places.map((z, index) => slice(index + 1, z)), '/p')[0]?.frames ?? [];

test('linked stacks go to the slice nearest in the patient', () => {
  const [leader] = framesAt(12);
  const plane = leader === undefined ? null : planeOf(leader);
  expect(plane && nearestSlice(plane, framesAt(0, 5, 10, 15))).toBe(2);
});

test('stacks that are not parallel are not linked', () => {
  const [tilted] = stacksOf([slice(1, 0, 40)], '/p')[0]?.frames ?? [];
  const plane = tilted === undefined ? null : planeOf(tilted);
  expect(plane && nearestSlice(plane, framesAt(0, 5))).toBeNull();
});

test('window and range are two ways to say the same', () => {
  expect(rangeOf({ width: 400, centre: 40 })).toEqual({ lower: -160, upper: 239 });
  expect(windowFrom({ lower: -160, upper: 239 })).toEqual({ width: 400, centre: 40 });
});

test('nine keys for CT, and presets relative to the picture for others', () => {
  expect(windowPresets('CT')).toHaveLength(9);
  const [file, full] = windowPresets('MR');
  const asked = { width: 100, centre: 50 };
  expect(file && windowOf(file, asked, { lowest: 0, highest: 1000 })).toEqual(asked);
  expect(full && windowOf(full, asked, { lowest: 0, highest: 1000 })).toEqual({ width: 1000, centre: 500 });
});
