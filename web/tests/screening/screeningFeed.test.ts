import { EventEmitter } from 'node:events';
import { type Room, RoomEvent } from 'livekit-client';
import { expect, test, vi } from 'vitest';
import { ageSaid, newestFindings, strengthAt } from '../../src/screening/newestFindings';
import { readPace } from '../../src/screening/pace';
import { frameKey, ScreeningFeed } from '../../src/screening/screeningFeed';
import type { Told } from '../../src/screening/wire';
import { bytesOf, MESSAGE } from './told';

function told(captured: number | null, detector = 'ultrasound', behind = { ms: 40, skipped: 0 }): Told {
  return { track: 'TR_1', captured, width: 640, height: 480, behind, reports: [{ detector, findings: [] }] };
}

test('only what comes without a sender under the topic is taken', () => {
  const room = new EventEmitter();
  const feed = new ScreeningFeed();
  feed.listen(room as unknown as Room);
  const payload = bytesOf(MESSAGE);
  room.emit(RoomEvent.DataReceived, payload, { identity: 'somebody' }, undefined, 'screening');
  room.emit(RoomEvent.DataReceived, payload, undefined, undefined, 'other');
  room.emit(RoomEvent.DataReceived, bytesOf('no message'), undefined, undefined, 'screening');
  expect(feed.pace).toBeNull();
  room.emit(RoomEvent.DataReceived, payload, undefined, undefined, 'screening');
  expect(feed.of(frameKey(MESSAGE.captured))?.reports).toHaveLength(1);
});

test('findings are found by the moment of capture, those of all detectors together', () => {
  const feed = new ScreeningFeed();
  feed.add(told(1000.123), 0);
  feed.add(told(1000.123, 'privacy'), 10);
  expect(feed.of(frameKey(1000.123))?.reports.map(({ detector }) => detector)).toEqual(['ultrasound', 'privacy']);
  expect(feed.of(frameKey(1033.5))).toBeNull();
});

test('old frames are forgotten', () => {
  const feed = new ScreeningFeed();
  feed.add(told(1000), 0);
  feed.add(told(4000), 3500);
  expect(feed.of(frameKey(1000))).toBeNull();
  for (let at = 0; at < 1000; at += 1) {
    feed.add(told(5000 + at), 3500);
  }
  expect(feed.of(frameKey(5500))).toBeNull();
  expect(feed.of(frameKey(5999))).not.toBeNull();
});

test('another track begins anew', () => {
  const feed = new ScreeningFeed();
  feed.add(told(1000), 0);
  feed.add({ ...told(2000), track: 'TR_2' }, 10);
  expect(feed.of(frameKey(1000))).toBeNull();
  expect([...feed.latest()].map((one) => one.told.track)).toEqual(['TR_2']);
});

test('an older frame of a detector does not replace a newer', () => {
  const feed = new ScreeningFeed();
  feed.add(told(2000), 0);
  feed.add(told(1000), 10);
  expect([...feed.latest()][0]?.told.captured).toBe(2000);
});

test('listeners hear each message until they stop', () => {
  const feed = new ScreeningFeed();
  const heard = vi.fn();
  const stop = feed.subscribe(heard);
  feed.add(told(1000), 5);
  stop();
  feed.add(told(1033), 6);
  expect(heard).toHaveBeenCalledOnce();
});

test('findings grow old from the moment of capture, fade, and are gone', () => {
  const feed = new ScreeningFeed();
  feed.add(told(10_000), 100);
  const ages = (now: number) => newestFindings(feed.latest(), now, 9_950).map(({ ageMs }) => ageMs);
  expect(ages(150)).toEqual([100]);
  expect(ages(2050)).toEqual([2000]);
  expect(ages(2051)).toEqual([]);
  expect([strengthAt(1000), strengthAt(1001)]).toEqual([1, 0.45]);
});

test('where clocks are not known, age counts from the message', () => {
  const feed = new ScreeningFeed();
  feed.add(told(null), 100);
  expect(newestFindings(feed.latest(), 300, null)[0]?.ageMs).toBe(240);
});

test('a detector that looks every few seconds stays until its next word', () => {
  const feed = new ScreeningFeed();
  feed.add(told(10_000, 'privacy'), 0);
  feed.add(told(13_000, 'privacy'), 3000);
  expect(newestFindings(feed.latest(), 7900, 10_000)).toHaveLength(1);
  expect(newestFindings(feed.latest(), 8100, 10_000)).toHaveLength(0);
});

test('the age that is said is that of what flows, while something does', () => {
  const feed = new ScreeningFeed();
  feed.add(told(10_000, 'privacy'), 0);
  feed.add(told(13_000, 'privacy'), 3000);
  expect(ageSaid(newestFindings(feed.latest(), 4000, 10_000))).toBe(1000);
  feed.add(told(13_900), 3950);
  expect(ageSaid(newestFindings(feed.latest(), 4000, 10_000))).toBe(100);
  expect(ageSaid([])).toBeNull();
});

test('a worker keeps up, is slow, or has gone', () => {
  const feed = new ScreeningFeed();
  expect(readPace(null, feed.pace, 1000, 0).state).toBe('none');
  for (let at = 0; at < 10; at += 1) {
    feed.add(told(1000 + at, 'ultrasound', { ms: 40, skipped: 2 }), at);
  }
  expect(readPace(null, feed.pace, 1000, 10)).toEqual({ state: 'slow', fps: 10, behindMs: 40, skipped: 20 });
  const before = feed.pace;
  feed.add(told(1020), 20);
  expect(readPace(before, feed.pace, 33, 20)).toEqual({ state: 'running', fps: 30, behindMs: 40, skipped: 0 });
  expect(readPace(before, feed.pace, 1000, 3000).state).toBe('gone');
});

test('what a slow detector says of an old frame does not count as falling behind', () => {
  const feed = new ScreeningFeed();
  feed.add(told(2000), 0);
  feed.add(told(1000, 'privacy', { ms: 1500, skipped: 0 }), 10);
  expect(feed.pace?.behindMs).toBe(40);
});
