import { expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/http';
import type { StowAnswer } from '../../src/api/stowResponse';
import { Upload, type UploadWorld } from '../../src/api/stowUpload';

/** A file of 2 kB whose name is its UID. */
function instance(uid: string): File {
  const meta = [0x02, 0, 0x03, 0, 0x55, 0x49, uid.length, 0, ...[...uid].map((letter) => letter.charCodeAt(0))];
  const bytes = new Uint8Array(2048);
  bytes.set([0x44, 0x49, 0x43, 0x4d, ...meta], 128);
  return new File([bytes], uid);
}

const uids = (count: number) => Array.from({ length: count }, (_, index) => `1.2.${index}`);

function stored(files: readonly File[]): StowAnswer {
  return { stored: new Set(files.map(({ name }) => name)), failed: new Map(), unnamed: [] };
}

type Store = UploadWorld['store'];

function upload(store: Store, wait: UploadWorld['wait'] = () => Promise.resolve()) {
  const onSignedOut = vi.fn();
  return { upload: new Upload({ store, wait, now: () => 0 }, onSignedOut), onSignedOut };
}

async function ended(running: Upload): Promise<void> {
  await vi.waitFor(() => expect(running.active).toBe(false));
}

test('everything is stored, in requests that run two at a time', async () => {
  let open = 0;
  let most = 0;
  const names: string[] = [];
  const { upload: running } = upload(async (files, onProgress) => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 30));
    onProgress(10);
    names.push(...files.map(({ name }) => name));
    open -= 1;
    return stored(files);
  });
  running.add(uids(900).map(instance));
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({
    phase: 'finished',
    stored: 900,
    files: 900,
    failed: [],
    sentBytes: 900 * 2048,
  });
  expect(names.sort()).toEqual(uids(900).sort());
  expect(most).toBe(2);
});

test('a lost network is outlasted', async () => {
  let tries = 0;
  const phases = new Set<string>();
  const { upload: running } = upload((files) => {
    tries += 1;
    return tries <= 3 ? Promise.reject(new ApiError(0, 'unreachable', '')) : Promise.resolve(stored(files));
  });
  running.subscribe(() => phases.add(running.getSnapshot().phase));
  running.add([instance('1.1')]);
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'finished', stored: 1, problem: null });
  expect(phases).toContain('waiting');
});

test('what the server refuses is listed with its reason, and retried on demand', async () => {
  let bad = true;
  const { upload: running } = upload((files) => {
    const answer = stored(files);
    return Promise.resolve(
      bad
        ? {
            stored: new Set(['1.1']),
            failed: new Map([['1.2', { name: 'conflict' as const, text: 'other content' }]]),
            unnamed: [],
          }
        : answer,
    );
  });
  running.add([instance('1.1'), instance('1.2')]);
  await ended(running);
  expect(running.getSnapshot().failed.map(({ file, failure }) => [file.name, failure.text])).toEqual([
    ['1.2', 'other content'],
  ]);
  bad = false;
  running.retry();
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'finished', stored: 2, failed: [], files: 2, sentBytes: 4096 });
});

test('one file that spoils a request does not spoil the others', async () => {
  const { upload: running } = upload((files) =>
    files.some(({ name }) => name === '1.2')
      ? Promise.reject(new ApiError(400, 'refused', 'too odd'))
      : Promise.resolve(stored(files)),
  );
  running.add(['1.1', '1.2', '1.3'].map(instance));
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'finished', stored: 2 });
  expect(running.getSnapshot().failed).toMatchObject([{ failure: { name: 'refused', text: 'too odd' } }]);
});

test('a full server stops the upload, and no file is forgotten', async () => {
  let full = true;
  const { upload: running } = upload((files) =>
    full ? Promise.reject(new ApiError(507, 'refused', 'full')) : Promise.resolve(stored(files)),
  );
  running.add(uids(700).map(instance));
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'stopped', problem: { status: 507 } });
  full = false;
  running.retry();
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'finished', stored: 700, failed: [], sentBytes: 700 * 2048 });
});

test('whoever is signed out is told so', async () => {
  const { upload: running, onSignedOut } = upload(() => Promise.reject(new ApiError(401, 'refused', '')));
  running.add([instance('1.1')]);
  await ended(running);
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test('cancelling breaks off what is under way and forgets the rest', async () => {
  let asked = 0;
  const { upload: running } = upload((_, __, signal) => {
    asked += 1;
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  running.add(uids(900).map(instance));
  await vi.waitFor(() => expect(asked).toBe(2));
  running.cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(running.getSnapshot().phase).toBe('cancelled');
  expect(asked).toBe(2);
});

test('other files are skipped and count for nothing', async () => {
  const { upload: running } = upload((files) => Promise.resolve(stored(files)));
  running.add([new File(['read me'], 'README.txt'), instance('1.1')]);
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ stored: 1, files: 1, bytes: 2048, skipped: [{ reason: 'other' }] });
});

test('files may be added while others are on their way', async () => {
  const { upload: running } = upload((files) => Promise.resolve(stored(files)));
  running.add([instance('1.1')]);
  running.add([instance('1.2')]);
  await ended(running);
  expect(running.getSnapshot()).toMatchObject({ phase: 'finished', stored: 2, files: 2 });
});
