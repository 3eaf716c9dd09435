import * as v from 'valibot';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, requestJson } from '../../src/api/http';

const Shape = v.object({ now_us: v.number() });

function answer(body: string, init: ResponseInit = {}): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)));
}

afterEach(() => vi.unstubAllGlobals());

test('an answer of the promised shape is returned', async () => {
  answer('{"now_us": 7}');
  await expect(requestJson('/api/clock', Shape)).resolves.toEqual({ now_us: 7 });
});

test('the server’s own error is passed on', async () => {
  answer('{"error": {"code": "bad_credentials", "message": "no"}}', { status: 401 });
  await expect(requestJson('/api/session', Shape)).rejects.toMatchObject({ status: 401, code: 'bad_credentials' });
});

test.each(['<html>502 Bad Gateway</html>', '', '[1, 2', '{"error": "text"}'])(
  'an error page that is not ours keeps its status: %s',
  async (body) => {
    answer(body, { status: 502 });
    await expect(requestJson('/api/clock', Shape)).rejects.toMatchObject({ status: 502, code: 'http_error' });
  },
);

test.each(['<html></html>', '{}', '{"now_us": "7"}', 'null'])('an answer of another shape is refused: %s', async (body) => {
  answer(body);
  await expect(requestJson('/api/clock', Shape)).rejects.toMatchObject({ code: 'bad_answer' });
});

test('no answer at all is an unreachable server', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const error = await requestJson('/api/clock', Shape).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 0, code: 'unreachable' });
});
