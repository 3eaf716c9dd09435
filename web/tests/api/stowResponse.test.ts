import { expect, test } from 'vitest';
import type { FoundInstance } from '../../src/api/stowBatches';
import { matchAnswer } from '../../src/api/stowMatch';
import { parseStowAnswer, type StowAnswer } from '../../src/api/stowResponse';

function reference(uid: string) {
  return { '00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] }, '00081155': { vr: 'UI', Value: [uid] } };
}

function failure(code: number, comment?: string) {
  const told = comment === undefined ? {} : { '00000902': { vr: 'LO', Value: [comment] } };
  return { '00081197': { vr: 'US', Value: [code] }, ...told };
}

function found(name: string, uid = name): FoundInstance {
  return { file: new File(['x'], name), uid };
}

function names(instances: readonly { readonly file: File }[]): string[] {
  return instances.map(({ file }) => file.name);
}

function parse(body: unknown): StowAnswer {
  const answer = parseStowAnswer(body);
  expect(answer).not.toBeNull();
  return answer as StowAnswer;
}

const MIXED = {
  '00081190': { vr: 'UR', Value: ['http://x/dicomweb/studies/1.2'] },
  '00081199': { vr: 'SQ', Value: [reference('1.1'), reference('1.2')] },
  '00081198': { vr: 'SQ', Value: [{ ...reference('1.3'), ...failure(0x0111, 'another instance has this UID') }] },
  '0008119A': { vr: 'SQ', Value: [failure(0xc000, 'no DICOM')] },
};

test('an answer tells what became of each instance', () => {
  const answer = parse(MIXED);
  expect([...answer.stored]).toEqual(['1.1', '1.2']);
  expect(answer.failed.get('1.3')).toEqual({ name: 'conflict', text: 'another instance has this UID' });
  expect(answer.unnamed).toEqual([{ name: 'unreadable', text: 'no DICOM' }]);
});

test.each([
  [0x0110, 'failed'],
  [0x0124, 'not-allowed'],
  [0xa700, 'full'],
  [0xa900, 'mismatch'],
  [0xbeef, 'refused'],
])('failure reason %i is named', (code, name) => {
  const answer = parse({ '00081198': { vr: 'SQ', Value: [{ ...reference('1'), ...failure(code) }] } });
  expect(answer.failed.get('1')).toEqual({ name, text: '' });
});

test.each([
  undefined,
  null,
  '<html>',
  [],
  {},
  { error: { code: 'x', message: 'y' } },
  { '00081199': { vr: 'SQ' } },
  { '00081199': 'x' },
])('what speaks of no instance is no answer: %j', (body) => expect(parseStowAnswer(body)).toBeNull());

test('files are told apart by UID, and the damaged one is the one that is left', () => {
  const { stored, failed, unclear } = matchAnswer(
    [found('a', '1.1'), found('broken', ''), found('b', '1.2'), found('c', '1.3')],
    parse(MIXED),
  );
  expect(names(stored)).toEqual(['a', 'b']);
  expect(names(failed).sort()).toEqual(['broken', 'c']);
  expect(failed.find(({ file }) => file.name === 'broken')?.failure.name).toBe('unreadable');
  expect(unclear).toEqual([]);
});

test('stored files whose UID the page could not read are stored', () => {
  const answer = parse({ '00081199': { vr: 'SQ', Value: [reference('1.1'), reference('1.2')] } });
  expect(names(matchAnswer([found('a', '1.1'), found('old', '')], answer).stored)).toEqual(['a', 'old']);
});

test('two copies of one instance are both stored', () => {
  const answer = parse({ '00081199': { vr: 'SQ', Value: [reference('1.1'), reference('1.1')] } });
  expect(names(matchAnswer([found('a', '1.1'), found('copy', '1.1')], answer).stored)).toEqual(['a', 'copy']);
});

test('where the answer leaves a doubt nothing is called stored', () => {
  const answer = parse({
    '00081199': { vr: 'SQ', Value: [reference('9')] },
    '0008119A': { vr: 'SQ', Value: [failure(0xc000)] },
  });
  const { stored, failed, unclear } = matchAnswer([found('old', ''), found('older', '')], answer);
  expect([stored, failed]).toEqual([[], []]);
  expect(names(unclear)).toEqual(['old', 'older']);
});

test('a file of which the answer says nothing was not stored', () => {
  const { stored, unclear } = matchAnswer(
    [found('a', '1.1'), found('b', '1.2')],
    parse({ '00081199': { vr: 'SQ', Value: [reference('1.1')] } }),
  );
  expect(names(stored)).toEqual(['a']);
  expect(names(unclear)).toEqual(['b']);
});

test('a file sent alone always has an outcome', () => {
  const other = parse({ '00081198': { vr: 'SQ', Value: [{ ...reference('7.7'), ...failure(0xa900) }] } });
  expect(matchAnswer([found('a', '1.1')], other).failed[0]?.failure.name).toBe('mismatch');
  const stored = parse({ '00081199': { vr: 'SQ', Value: [reference('7.7')] } });
  expect(names(matchAnswer([found('a', '')], stored).stored)).toEqual(['a']);
});
