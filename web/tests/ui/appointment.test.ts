import { expect, test } from 'vitest';
import { dayOf } from '../../src/ui/appointment';

const NOW = new Date(2026, 0, 31, 23, 50);

test.each([
  [new Date(2026, 0, 31, 23, 59), 'today'],
  [new Date(2026, 0, 31, 0, 0), 'today'],
  [new Date(2026, 1, 1, 0, 10), 'tomorrow'],
  [new Date(2026, 1, 1, 23, 50), 'tomorrow'],
  [new Date(2026, 1, 2, 0, 0), 'other'],
  [new Date(2026, 0, 30, 23, 50), 'other'],
] as const)('%s is %s', (moment, day) => {
  expect(dayOf(moment, NOW)).toBe(day);
});
