import { expect, test, vi } from 'vitest';
import type { AuditEntry, AuditPage } from '../../../src/api/audit';
import { ApiError } from '../../../src/api/http';
import { AuditLogStore, type FetchPage } from '../../../src/pages/administration/auditLogStore';

const entry = (id: number) => ({ id }) as AuditEntry;

const page = (ids: readonly number[], more: boolean): AuditPage => ({ entries: ids.map(entry), more });

const idsOf = (store: AuditLogStore) => store.getSnapshot().entries.map(({ id }) => id);

async function settled(store: AuditLogStore) {
  await vi.waitFor(() => expect(store.getSnapshot().loading).toBe(false));
}

test('older entries follow the last one, and the end is known', async () => {
  const asked: (number | null)[] = [];
  const store = new AuditLogStore(async (before) => {
    asked.push(before);
    return before === null ? page([9, 8], true) : page([7], false);
  });
  store.subscribe(() => undefined);
  await settled(store);
  store.older();
  await settled(store);
  store.older();
  expect(idsOf(store)).toEqual([9, 8, 7]);
  expect(store.getSnapshot().more).toBe(false);
  expect(asked).toEqual([null, 8]);
});

test('a refresh begins anew and keeps what is shown until then', async () => {
  let answer = page([2, 1], false);
  const store = new AuditLogStore(async () => answer);
  store.subscribe(() => undefined);
  await settled(store);
  answer = page([3, 2, 1], false);
  store.refresh();
  expect(idsOf(store)).toEqual([2, 1]);
  await settled(store);
  expect(idsOf(store)).toEqual([3, 2, 1]);
});

test('a problem is told, keeps what is there, and the next attempt goes on', async () => {
  let broken = true;
  const fetchPage: FetchPage = async (before) => {
    if (before !== null && broken) {
      throw new ApiError(0, 'unreachable', '');
    }
    return before === null ? page([2], true) : page([1], false);
  };
  const store = new AuditLogStore(fetchPage);
  store.subscribe(() => undefined);
  await settled(store);
  store.older();
  await settled(store);
  expect(store.getSnapshot().problem?.code).toBe('unreachable');
  broken = false;
  store.older();
  await settled(store);
  expect(idsOf(store)).toEqual([2, 1]);
  expect(store.getSnapshot().problem).toBeNull();
});

test('an answer that was overtaken is dropped', async () => {
  const answers: ((page: AuditPage) => void)[] = [];
  const store = new AuditLogStore(() => new Promise((resolve) => answers.push(resolve)));
  store.subscribe(() => undefined);
  store.refresh();
  answers[1]?.(page([2], false));
  await settled(store);
  answers[0]?.(page([1], false));
  await Promise.resolve();
  expect(idsOf(store)).toEqual([2]);
});
