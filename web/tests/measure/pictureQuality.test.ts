import { expect, test } from 'vitest';
import { pictureQuality } from '../../src/measure/pictureQuality';

const now = { frameAgeMs: 30 };

test.each([
  [86, 30, 'good'],
  [200, 20, 'good'],
  [201, 30, 'fair'],
  [86, 19, 'fair'],
  [400, 10, 'fair'],
  [401, 30, 'poor'],
  [86, 9, 'poor'],
] as const)('%d ms at %d frames/s is %s', (latencyMs, framesPerSecond, quality) => {
  expect(pictureQuality({ latencyMs, framesPerSecond, ...now })).toBe(quality);
});

test('an unknown delay leaves it to the frame rate', () => {
  expect(pictureQuality({ latencyMs: null, framesPerSecond: 30, ...now })).toBe('good');
  expect(pictureQuality({ latencyMs: null, framesPerSecond: 5, ...now })).toBe('poor');
});

test('without a new frame for two seconds the signal is lost, however good it was', () => {
  const figures = { latencyMs: 50, framesPerSecond: 30 };
  expect(pictureQuality({ ...figures, frameAgeMs: 2000 })).toBe('good');
  expect(pictureQuality({ ...figures, frameAgeMs: 2001 })).toBe('lost');
});
