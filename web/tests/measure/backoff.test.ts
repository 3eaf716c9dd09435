import { expect, test } from 'vitest';
import { backoffDelay } from '../../src/measure/backoff';

const BACKOFF = { firstMs: 400, maxMs: 4000 };

test('doubles up to its limit', () => {
  const delays = [0, 1, 2, 3, 4, 50].map((attempt) => backoffDelay(BACKOFF, attempt, 0.5));
  expect(delays).toEqual([400, 800, 1600, 3200, 4000, 4000]);
});

test('spreads by a quarter to both sides', () => {
  expect(backoffDelay(BACKOFF, 0, 0)).toBe(300);
  expect(backoffDelay(BACKOFF, 0, 0.999)).toBeCloseTo(500, 0);
});

test('never overflows, however long an outage lasts', () => {
  expect(backoffDelay(BACKOFF, 100_000, 0.5)).toBe(4000);
});
