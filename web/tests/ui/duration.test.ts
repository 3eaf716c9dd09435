import { expect, test } from 'vitest';
import { describeDuration } from '../../src/ui/duration';

test.each([
  [-5, { unit: 'now' }],
  [59, { unit: 'now' }],
  [60, { unit: 'minutes', count: 1 }],
  [3599, { unit: 'minutes', count: 59 }],
  [3600, { unit: 'hours', count: 1 }],
  [86_399, { unit: 'hours', count: 23 }],
  [172_800, { unit: 'days', count: 2 }],
] as const)('%d seconds', (seconds, expected) => {
  expect(describeDuration(seconds)).toEqual(expected);
});
