import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../src/board/throttle';

const PAUSE_MS = 16;

const pause = (act: () => void) => {
  const timer = setTimeout(act, PAUSE_MS);
  return () => clearTimeout(timer);
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what comes alone is done at once', () => {
  const act = vi.fn();
  const throttle = new Throttle(pause, act);
  throttle.ask();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(PAUSE_MS);
  expect(act).toHaveBeenCalledTimes(1);
  throttle.ask();
  expect(act).toHaveBeenCalledTimes(2);
});

test('what is asked for during a pause is done once at its end, and followed by another pause', () => {
  const act = vi.fn();
  const throttle = new Throttle(pause, act);
  for (let count = 0; count < 5; count += 1) {
    throttle.ask();
  }
  vi.advanceTimersByTime(PAUSE_MS - 1);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(2);
  throttle.ask();
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(PAUSE_MS);
  expect(act).toHaveBeenCalledTimes(3);
});

test('what is asked for by the act itself waits for the next pause', () => {
  let acted = 0;
  const throttle = new Throttle(pause, () => {
    acted += 1;
    if (acted < 3) {
      throttle.ask();
    }
  });
  throttle.ask();
  expect(acted).toBe(1);
  vi.advanceTimersByTime(5 * PAUSE_MS);
  expect(acted).toBe(3);
});

test('nothing is done once it is disposed of', () => {
  const act = vi.fn();
  const throttle = new Throttle(pause, act);
  throttle.ask();
  throttle.ask();
  throttle.dispose();
  throttle.ask();
  vi.advanceTimersByTime(5 * PAUSE_MS);
  expect(act).toHaveBeenCalledTimes(1);
});
