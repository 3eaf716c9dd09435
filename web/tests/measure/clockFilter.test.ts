import { describe, expect, test } from 'vitest';
import { ClockFilter } from '../../src/measure/clockFilter';

/** A sample through a line with the given delays, when the server is `ahead` of the local clock. */
function sample(sentAt: number, there: number, back: number, ahead: number) {
  return { sentAt, receivedAt: sentAt + there + back, serverTime: sentAt + there + ahead };
}

describe('clock filter', () => {
  test('knows nothing before the first sample', () => {
    expect(new ClockFilter().estimate(0)).toBeNull();
  });

  test('an even line gives the exact offset', () => {
    const filter = new ClockFilter();
    filter.add(sample(1000, 10, 10, 5000));
    expect(filter.estimate(1020)).toEqual({ offset: 5000, uncertainty: 10 });
  });

  test('the true offset lies within the uncertainty however uneven the line is', () => {
    for (const [there, back] of [[0, 40], [40, 0], [5, 90], [33, 7]] as const) {
      const filter = new ClockFilter();
      filter.add(sample(0, there, back, -777));
      const { offset, uncertainty } = filter.estimate(there + back)!;
      expect(Math.abs(offset - -777)).toBeLessThanOrEqual(uncertainty);
    }
  });

  test('the shortest round trip wins over later, slower ones', () => {
    const filter = new ClockFilter();
    filter.add(sample(0, 60, 10, 300));
    filter.add(sample(100, 2, 2, 300));
    filter.add(sample(200, 10, 80, 300));
    expect(filter.estimate(300)?.offset).toBe(300);
  });

  test('a sample ages by clock drift until a fresh, slower one is worth more', () => {
    const filter = new ClockFilter();
    filter.add(sample(0, 1, 1, 100));
    const hour = 3_600_000;
    expect(filter.estimate(hour)?.uncertainty).toBeCloseTo(1 + 180, 0);
    filter.add(sample(hour, 20, 20, 190));
    expect(filter.estimate(hour + 40)?.offset).toBe(190);
  });

  test('a clock that was set makes everything older worthless at once', () => {
    const filter = new ClockFilter();
    filter.add(sample(0, 1, 1, 100));
    filter.add(sample(1000, 30, 30, 90_000));
    expect(filter.estimate(1100)?.offset).toBe(90_000);
  });

  test('a sample that ends before it begins is ignored', () => {
    const filter = new ClockFilter();
    filter.add({ sentAt: 100, receivedAt: 90, serverTime: 0 });
    expect(filter.estimate(100)).toBeNull();
  });
});
