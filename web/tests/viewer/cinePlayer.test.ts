import { expect, test } from 'vitest';
import { CinePlayer } from '../../src/viewer/cinePlayer';

const TENTHS = new Array<number>(10).fill(100);

test('shows each frame for its time and begins again', () => {
  const player = new CinePlayer(TENTHS);
  player.play(5000, 0);
  expect([5000, 5099, 5100, 5950, 6000, 6100].map((now) => player.frameAt(now))).toEqual([0, 0, 1, 9, 0, 1]);
});

test('leaves frames out when it is looked at late', () => {
  const player = new CinePlayer(TENTHS);
  player.play(0, 0);
  expect(player.frameAt(750)).toBe(7);
});

test('uneven frames keep their own times', () => {
  const player = new CinePlayer([40, 60, 60]);
  player.play(0, 0);
  expect([39, 40, 99, 100, 160].map((now) => player.frameAt(now))).toEqual([0, 1, 1, 2, 0]);
});

test('a change of speed does not make the picture jump', () => {
  const player = new CinePlayer(TENTHS);
  player.play(0, 0);
  player.setSpeed(2, 450);
  expect(player.frameAt(450)).toBe(4);
  expect(player.frameAt(500)).toBe(5);
});

test('goes on from where it was paused', () => {
  const player = new CinePlayer(TENTHS);
  player.play(0, 3);
  player.pause(250);
  expect(player.playing).toBe(false);
  expect(player.frameAt(9999)).toBe(5);
});

test('waits on a frame that has not arrived', () => {
  const player = new CinePlayer(TENTHS);
  player.play(0, 0);
  player.waitOn(2, 1000);
  expect(player.frameAt(1099)).toBe(2);
  expect(player.frameAt(1100)).toBe(3);
});
