import { DisconnectReason } from 'livekit-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/http';
import { isFinal, problemOfError, problemOfReason } from '../../src/live/connectionProblem';

beforeEach(() => {
  vi.stubGlobal('RTCPeerConnection', class {});
});

afterEach(() => vi.unstubAllGlobals());

test('somebody who was removed is not brought back by the page', () => {
  expect(isFinal(problemOfReason(DisconnectReason.PARTICIPANT_REMOVED))).toBe(true);
  expect(isFinal(problemOfReason(DisconnectReason.DUPLICATE_IDENTITY))).toBe(true);
});

test.each([DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.SIGNAL_CLOSE, DisconnectReason.ROOM_CLOSED, undefined])(
  'an end for a technical reason (%s) is tried again',
  (reason) => {
    expect(isFinal(problemOfReason(reason))).toBe(false);
  },
);

test.each([
  [401, 'signed-out', true],
  [403, 'refused', true],
  [404, 'no-such-room', false],
  [502, 'unreachable', false],
  [0, 'unreachable', false],
] as const)('status %d for a token means %s', (status, problem, final) => {
  const named = problemOfError(new ApiError(status, 'code', 'text'));
  expect(named).toBe(problem);
  expect(isFinal(named)).toBe(final);
});

test('a failed connection is tried again', () => {
  expect(problemOfError(new Error('could not establish signal connection'))).toBe('unreachable');
});

test('a browser without WebRTC is told so', () => {
  vi.stubGlobal('RTCPeerConnection', undefined);
  expect(problemOfError(new Error())).toBe('not-supported');
});
