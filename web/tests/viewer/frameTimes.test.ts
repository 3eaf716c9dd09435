import { expect, test } from 'vitest';
import { frameDurations, meanRate } from '../../src/viewer/frameTimes';
import { dataset } from './datasets';

test('frame time is what a clip was taken with', () => {
  expect(frameDurations(dataset({ '00181063': '33.333', '00180040': 15 }), 3)).toEqual([33.333, 33.333, 33.333]);
});

test('a frame time vector gives each frame its own time', () => {
  expect(frameDurations(dataset({ '00181065': [0, 40, 60] }), 3)).toEqual([40, 60, 60]);
});

test('without frame times the recommended rate counts, then the cine rate', () => {
  expect(meanRate(frameDurations(dataset({ '00082144': 25, '00180040': 15 }), 4))).toBeCloseTo(25);
  expect(meanRate(frameDurations(dataset({ '00180040': 15 }), 4))).toBeCloseTo(15);
});

test.each([{ '00181063': 0 }, { '00181063': -5 }, {}, { '00180040': 'fast' }])('a header that says nothing sensible (%o) still plays', (values) => {
  expect(meanRate(frameDurations(dataset(values), 4))).toBeCloseTo(15);
});
