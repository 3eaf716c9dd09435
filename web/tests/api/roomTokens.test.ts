import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RoomTokens } from '../../src/api/roomTokens';

const signal = new AbortController().signal;
let issued = 0;
let refuse = false;

beforeEach(() => {
  issued = 0;
  refuse = false;
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.stubGlobal('fetch', () => {
    issued += 1;
    const body = refuse
      ? { error: { code: 'busy', message: 'later' } }
      : { url: 'ws://h', token: `token-${issued}`, room: 'a' };
    return Promise.resolve(new Response(JSON.stringify(body), { status: refuse ? 503 : 200 }));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a token fetched ahead is used for the next join, once', async () => {
  const tokens = new RoomTokens();
  tokens.prefetch('a');
  tokens.prefetch('a');
  expect((await tokens.take('a', signal)).token).toBe('token-1');
  expect((await tokens.take('a', signal)).token).toBe('token-2');
  expect(issued).toBe(2);
});

test('an old one is not used', async () => {
  const tokens = new RoomTokens();
  tokens.prefetch('a');
  vi.advanceTimersByTime(31_000);
  expect((await tokens.take('a', signal)).token).toBe('token-2');
});

test('a failed prefetch does not spoil the join', async () => {
  const tokens = new RoomTokens();
  refuse = true;
  tokens.prefetch('a');
  refuse = false;
  expect((await tokens.take('a', signal)).token).toBe('token-2');
});
