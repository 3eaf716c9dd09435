import { describe, expect, test } from 'vitest';
import { FrameRateWindow } from '../../src/measure/frameRateWindow';
import { MedianWindow } from '../../src/measure/medianWindow';

describe('median window', () => {
  test('is unknown while empty', () => {
    expect(new MedianWindow(1000).median(0)).toBeNull();
  });

  test('one late frame does not move it', () => {
    const window = new MedianWindow(1000);
    [80, 82, 900, 81, 79].forEach((value, index) => window.add(index * 33, value));
    expect(window.median(150)).toBe(81);
  });

  test('of an even number is the mean of the middle two', () => {
    const window = new MedianWindow(1000);
    [10, 40, 20, 30].forEach((value) => window.add(0, value));
    expect(window.median(0)).toBe(25);
  });

  test('forgets what is older than the window', () => {
    const window = new MedianWindow(1000);
    window.add(0, 500);
    window.add(900, 50);
    expect(window.median(1000)).toBe(50);
    expect(window.median(1900)).toBeNull();
  });
});

describe('frame rate window', () => {
  function filled(framesPerSecond: number, seconds: number): FrameRateWindow {
    const window = new FrameRateWindow(2000);
    for (let frame = 0; frame <= framesPerSecond * seconds; frame += 1) {
      window.add((frame * 1000) / framesPerSecond, frame);
    }
    return window;
  }

  test('measures a steady picture exactly', () => {
    expect(filled(30, 3).rate(3000)).toBeCloseTo(30, 5);
    expect(filled(15, 3).rate(3000)).toBeCloseTo(15, 5);
  });

  test('does not flicker between two frames', () => {
    expect(filled(30, 3).rate(3030)).toBeCloseTo(30, 5);
  });

  test('counts frames whose callback the busy page missed', () => {
    const window = new FrameRateWindow(2000);
    [0, 3, 6, 9, 12, 15].forEach((count) => window.add(count * 40, count));
    expect(window.rate(600)).toBeCloseTo(25, 5);
  });

  test('sinks while nothing comes and is zero after the window', () => {
    const window = filled(30, 3);
    expect(window.rate(4000)).toBeLessThan(20);
    expect(window.rate(5001)).toBe(0);
  });

  test('a new source with its own count starts afresh', () => {
    const window = filled(30, 3);
    window.add(3040, 1);
    window.add(3140, 2);
    expect(window.rate(3140)).toBeCloseTo(10, 5);
  });
});
