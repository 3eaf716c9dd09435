import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StudyListStore } from '../../../src/pages/archive/studies/studyListStore';

const QUERY = { text: '', name: '', patient_id: '', modality: 'CT', body_part: '', organisation: '', from: '', to: '' };

/** A server with studies named by numbers, the newest first. */
class FakeServer {
  uids = Array.from({ length: 250 }, (_, index) => String(index));
  revision = 1;
  status = 200;
  readonly asked: string[] = [];

  readonly fetch = (path: string): Promise<Response> => {
    const { pathname, searchParams } = new URL(path, 'http://server');
    this.asked.push(pathname.replace('/api/archive/', ''));
    if (this.status !== 200) {
      return Promise.resolve(Response.json({ error: { code: 'no', message: 'no' } }, { status: this.status }));
    }
    return Promise.resolve(Response.json(this.#answer(pathname, searchParams)));
  };

  #answer(pathname: string, asked: URLSearchParams): unknown {
    switch (pathname) {
      case '/api/archive/revision':
        return { revision: String(this.revision) };
      case '/api/archive/count':
        return { count: this.uids.length, exact: true };
      default: {
        expect(asked.get('modality')).toBe('CT');
        const start = this.uids.indexOf(asked.get('cursor') ?? '') + 1;
        const page = this.uids.slice(start, start + Number(asked.get('limit')));
        return { studies: page.map(study), next: start + page.length < this.uids.length ? page.at(-1) : null };
      }
    }
  }
}

function study(uid: string) {
  const texts = ['patient_name', 'patient_id', 'birth_date', 'sex', 'study_date', 'study_time', 'description'];
  return {
    ...Object.fromEntries([...texts, 'accession_number', 'updated_at'].map((name) => [name, ''])),
    study_uid: uid,
    modalities: ['CT'],
    body_parts: [],
    series_count: 1,
    instance_count: 1,
    bytes: 1,
    verdict: 'passed',
    organisation: { id: 'a', name: 'A' },
  };
}

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('document', { hidden: false, addEventListener: vi.fn(), removeEventListener: vi.fn() });
  vi.stubGlobal('window', globalThis);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function listen(onSignedOut = vi.fn()) {
  const store = new StudyListStore(QUERY, onSignedOut);
  const uids = () => store.getSnapshot().list.studies.map(({ study_uid }) => study_uid);
  return { store, uids, leave: store.subscribe(() => undefined) };
}

test('the list is loaded once, and again only after something changed', async () => {
  const { store, uids } = listen();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(uids()).toEqual(server.uids.slice(0, 100));
  expect(store.getSnapshot()).toMatchObject({ loaded: true, count: { count: 250, exact: true }, problem: null });
  expect(server.asked.filter((path) => path === 'studies')).toHaveLength(1);
  server.uids.unshift('new');
  server.revision += 1;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(uids().slice(0, 2)).toEqual(['new', '0']);
  expect(store.getSnapshot().count?.count).toBe(251);
});

test('pages are fetched ahead of who scrolls, and what is in view is kept current', async () => {
  const { store, uids } = listen();
  await vi.advanceTimersByTimeAsync(0);
  store.lookAt(60, 75);
  await vi.advanceTimersByTimeAsync(0);
  expect(uids()).toHaveLength(200);
  store.lookAt(160, 175);
  await vi.advanceTimersByTimeAsync(0);
  expect(uids()).toEqual(server.uids);
  server.uids.splice(165, 1);
  server.revision += 1;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(uids()).toEqual(server.uids);
});

test('a server that is away is asked again, and the list stays', async () => {
  const { store, uids } = listen();
  await vi.advanceTimersByTimeAsync(0);
  server.status = 503;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(store.getSnapshot().problem?.status).toBe(503);
  expect(uids()).toHaveLength(100);
  server.status = 200;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(store.getSnapshot().problem).toBeNull();
});

test('who is signed out is told so, and who left asks nothing more', async () => {
  const onSignedOut = vi.fn();
  server.status = 401;
  const { leave } = listen(onSignedOut);
  await vi.advanceTimersByTimeAsync(0);
  expect(onSignedOut).toHaveBeenCalled();
  leave();
  const asked = server.asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toHaveLength(asked);
});
