import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NOTHING_DONE, settle, silence } from '../../src/app/calls/callLedger';
import { LedgerStore } from '../../src/app/calls/ledgerStore';

const KEY = 'consilium.calls';

let kept: Map<string, string>;
let tab: EventTarget;

beforeEach(() => {
  kept = new Map();
  tab = new EventTarget();
  vi.stubGlobal('window', tab);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

afterEach(() => vi.unstubAllGlobals());

function otherTabSays(newValue: string | null) {
  tab.dispatchEvent(Object.assign(new Event('storage'), { key: KEY, newValue }));
}

test('what was done about calls outlives a reload', () => {
  new LedgerStore().change((ledger) => settle(ledger, 'one'));
  expect(new LedgerStore().getSnapshot()).toEqual({ settled: ['one'], silenced: [] });
});

test('a call that is answered in one tab is answered in the others', () => {
  const store = new LedgerStore();
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  otherTabSays(JSON.stringify(silence(settle(NOTHING_DONE, 'one'), ['two'])));
  expect(store.getSnapshot()).toEqual({ settled: ['one'], silenced: ['two'] });
  expect(told).toBe(1);
});

test('where nothing changes nobody is told, and nothing is written', () => {
  const store = new LedgerStore();
  store.subscribe(() => {
    throw new Error('told');
  });
  store.change((ledger) => ledger);
  expect(kept.size).toBe(0);
});

test.each(['', '{', '{"settled": 1}', 'null'])('a damaged ledger counts as nothing done: %j', (text) => {
  kept.set(KEY, text);
  expect(new LedgerStore().getSnapshot()).toEqual(NOTHING_DONE);
});
