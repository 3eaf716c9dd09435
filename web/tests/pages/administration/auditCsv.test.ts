import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../src/api/audit';
import { collectCsv, csvField } from '../../../src/pages/administration/auditCsv';
import type { FetchPage } from '../../../src/pages/administration/auditLogStore';

function entry(id: number): AuditEntry {
  return {
    id,
    at: '2026-01-02T09:30:00+00:00',
    actor: 'user:wang',
    action: 'sign-in',
    target: '',
    address: '127.0.0.1',
    outcome: 'success',
    detail: { reason: 'a "word", and more' },
  };
}

/** Entries from `newest` down to 1, two a page. */
function log(newest: number): FetchPage {
  return async (before) => {
    const from = before === null ? newest : before - 1;
    const entries = [from, from - 1].filter((id) => id > 0).map(entry);
    return { entries, more: from - 2 > 0 };
  };
}

test('every page is read, the newest entry first, and progress is told', async () => {
  const progress: number[] = [];
  const lines = await collectCsv(log(5), (entries) => progress.push(entries), new AbortController().signal);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe('\uFEFFid,at,actor,action,target,outcome,address,detail\r\n');
  expect(lines[1]).toMatch(/^5,2026-01-02T09:30:00\+00:00,user:wang,sign-in,,success,127\.0\.0\.1,/);
  expect(lines[1]).toContain('"{""reason"":""a \\""word\\"", and more""}"');
  expect(progress).toEqual([2, 4, 5]);
});

test('an empty log is a header', async () => {
  expect(await collectCsv(log(0), () => undefined, new AbortController().signal)).toHaveLength(1);
});

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['+86', "'+86"],
])('the field %j is written %j', (text, written) => {
  expect(csvField(text)).toBe(written);
});
