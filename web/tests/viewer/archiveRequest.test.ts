import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/http';
import { request, type Surroundings } from '../../src/viewer/archiveRequest';

/** Answers one after the other; an Error is a line that is down. */
function surroundings(...answers: readonly (Response | Error)[]): Surroundings & { readonly pauses: number[] } {
  const left = [...answers];
  const pauses: number[] = [];
  return {
    pauses,
    fetch: async () => {
      const next = left.shift() ?? new Error('asked too often');
      if (next instanceof Error) {
        throw next;
      }
      return next;
    },
    wait: async (ms) => {
      pauses.push(ms);
    },
  };
}

const ask = (around: Surroundings) => request('/frames/1', 'application/octet-stream', new AbortController().signal, around);

test('a line that was down for a moment is tried again, with growing pauses', async () => {
  const around = surroundings(new TypeError('offline'), new Response('', { status: 503 }), new Response('pixels'));
  expect((await ask(around)).bytes).toHaveLength(6);
  expect(around.pauses).toEqual([300, 1000]);
});

test('a line that stays down is given up and named', async () => {
  const around = surroundings(...new Array<Error>(6).fill(new TypeError('offline')));
  await expect(ask(around)).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  expect(around.pauses).toHaveLength(5);
});

test('a refusal is not repeated, and comes in the words of the server', async () => {
  const around = surroundings(Response.json({ error: { code: 'gone', message: 'no such frame' } }, { status: 404 }));
  await expect(ask(around)).rejects.toEqual(new ApiError(404, 'http_error', 'no such frame'));
  expect(around.pauses).toEqual([]);
});

test('giving up is not tried again', async () => {
  const abort = new AbortController();
  const around = surroundings();
  const stopped: Surroundings = {
    ...around,
    fetch: async () => {
      abort.abort();
      throw abort.signal.reason as Error;
    },
  };
  await expect(request('/frames/1', '*/*', abort.signal, stopped)).rejects.toMatchObject({ name: 'AbortError' });
});
