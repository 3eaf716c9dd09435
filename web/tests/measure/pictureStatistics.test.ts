import { describe, expect, test } from 'vitest';
import { PictureStatistics } from '../../src/measure/pictureStatistics';

const CLOCK = { offset: 1_000_000, uncertainty: 3 };

/** Plays frames at 25 per second, each captured `delay` before it is displayed by the server's clock. */
function play(statistics: PictureStatistics, from: number, frames: number, delay: number | null): number {
  let at = from;
  for (let index = 0; index < frames; index += 1) {
    at = from + index * 40;
    statistics.add(
      {
        displayedAt: at,
        capturedAt: delay === null ? null : at + CLOCK.offset - delay,
        presentedFrames: from / 40 + index,
        width: 640,
        height: 480,
      },
      CLOCK,
    );
  }
  return at;
}

describe('picture statistics', () => {
  test('say nothing before the first frame', () => {
    expect(new PictureStatistics().read(0)).toBeNull();
  });

  test('say nothing before there is enough to go by', () => {
    const statistics = new PictureStatistics();
    expect(statistics.read(play(statistics, 0, 10, 86))).toBeNull();
  });

  test('measure glass to glass through the clock offset', () => {
    const statistics = new PictureStatistics();
    const end = play(statistics, 0, 50, 86);
    expect(statistics.read(end)).toEqual({
      latencyMs: 86,
      framesPerSecond: 25,
      quality: 'good',
      width: 640,
      height: 480,
    });
  });

  test('without capture times the delay stays unknown', () => {
    const statistics = new PictureStatistics();
    const end = play(statistics, 0, 50, null);
    expect(statistics.read(end)?.latencyMs).toBeNull();
  });

  test('without a known clock the delay stays unknown', () => {
    const statistics = new PictureStatistics();
    statistics.add({ displayedAt: 0, capturedAt: 5, presentedFrames: 1, width: 1, height: 1 }, null);
    expect(statistics.read(600)?.latencyMs).toBeNull();
  });

  test('a frame shown before it was captured is zero within the clock error, and unknown beyond', () => {
    const within = new PictureStatistics();
    expect(within.read(play(within, 0, 20, -2))?.latencyMs).toBe(0);
    const beyond = new PictureStatistics();
    expect(beyond.read(play(beyond, 0, 20, -4))?.latencyMs).toBeNull();
  });

  test('a picture that stands still is lost, and found again with its next frames', () => {
    const statistics = new PictureStatistics();
    const end = play(statistics, 0, 50, 86);
    expect(statistics.read(end + 2500)?.quality).toBe('lost');
    const again = play(statistics, end + 4000, 20, 90);
    expect(statistics.read(again)).toMatchObject({ quality: 'good', latencyMs: 90 });
  });

  test('time in a hidden tab is no loss', () => {
    const statistics = new PictureStatistics();
    const end = play(statistics, 0, 50, 86);
    statistics.pause(end + 60_000);
    const reading = statistics.read(end + 60_500);
    expect(reading?.quality).not.toBe('lost');
    expect(reading?.latencyMs).toBeNull();
  });
});
