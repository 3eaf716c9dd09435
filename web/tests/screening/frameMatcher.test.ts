import { beforeEach, expect, test } from 'vitest';
import { FrameMatcher, HOLD_MS } from '../../src/screening/frameMatcher';

const dropped: string[] = [];
let matcher: FrameMatcher<string>;

beforeEach(() => {
  dropped.length = 0;
  matcher = new FrameMatcher((frame) => dropped.push(frame));
});

test('a frame waits for its findings and is shown with them', () => {
  matcher.add('a', 1, false, 0);
  expect(matcher.next(60)).toBeNull();
  matcher.told(1, 70);
  expect(matcher.next(70)).toEqual({ frame: 'a', key: 1, heldMs: 70 });
  expect(matcher.next(70)).toBeNull();
});

test('findings that came before their frame are not waited for', () => {
  matcher.add('a', 1, true, 10);
  expect(matcher.next(10)).toEqual({ frame: 'a', key: 1, heldMs: 0 });
});

test('a frame whose findings do not come is shown without outlines after the longest wait', () => {
  matcher.add('a', 1, false, 0);
  expect(matcher.next(HOLD_MS - 1)).toBeNull();
  expect(matcher.next(HOLD_MS)).toEqual({ frame: 'a', key: null, heldMs: HOLD_MS });
});

test('findings of one frame never release another', () => {
  matcher.add('a', 1, false, 0);
  matcher.told(2, 10);
  expect(matcher.next(15)).toBeNull();
});

test('a frame that was passed over does not hold up the next', () => {
  matcher.add('a', 1, false, 0);
  matcher.add('b', 2, false, 33);
  matcher.told(2, 60);
  expect(matcher.next(60)).toBeNull();
  expect(matcher.next(80)).toEqual({ frame: 'a', key: null, heldMs: 80 });
  expect(matcher.next(80)).toEqual({ frame: 'b', key: 2, heldMs: 47 });
});

test('findings just behind those of a later frame are still in time', () => {
  matcher.add('a', 1, false, 0);
  matcher.add('b', 2, false, 33);
  matcher.told(2, 60);
  matcher.told(1, 70);
  expect(matcher.next(70)).toEqual({ frame: 'a', key: 1, heldMs: 70 });
});

test('frames keep their order, one at a time', () => {
  matcher.add('a', 1, false, 0);
  matcher.add('b', 2, true, 33);
  expect(matcher.next(40)).toBeNull();
  matcher.told(1, 50);
  expect([matcher.next(50)?.frame, matcher.next(66)?.frame]).toEqual(['a', 'b']);
});

test('a frame of unknown capture is shown at once, without outlines', () => {
  matcher.add('a', null, false, 0);
  expect(matcher.next(0)).toEqual({ frame: 'a', key: null, heldMs: 0 });
});

test('who draws slower than frames come leaves the oldest out, and lets go of them', () => {
  ['a', 'b', 'c', 'd'].forEach((frame, at) => matcher.add(frame, at, true, at));
  expect(matcher.next(100)?.frame).toBe('c');
  expect(dropped).toEqual(['a', 'b']);
});

test('no more frames are held than a decoder can lend', () => {
  for (let at = 0; at < 30; at += 1) {
    matcher.add(String(at), at, false, at);
  }
  expect(dropped).toHaveLength(20);
  matcher.clear();
  expect(dropped).toHaveLength(30);
});
