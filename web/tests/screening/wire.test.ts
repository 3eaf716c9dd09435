import { expect, test } from 'vitest';
import { parseTold } from '../../src/screening/wire';
import { bytesOf, MESSAGE, withFinding } from './told';

test('a message is read', () => {
  const told = parseTold(bytesOf(MESSAGE));
  expect(told).toMatchObject({ track: 'TR_1', captured: 1_732_212_345_678.9, behind: { ms: 41, skipped: 2 } });
  expect(told?.reports[0]?.findings[0]).toMatchObject({ kind: 'needle', outline: [[10, 20], [30.5, 40]] });
});

test('a frame of unknown capture is read too', () => {
  expect(parseTold(bytesOf({ ...MESSAGE, frame: null, captured: null }))?.captured).toBeNull();
});

test('findings of kinds that this page does not know are left out, the others stay', () => {
  const told = parseTold(bytesOf(withFinding({ kind: 'aura' })));
  expect(told?.reports).toEqual([{ detector: 'ultrasound', findings: [] }]);
});

test.each([
  ['no JSON', '{"v":1'],
  ['not a number in JSON', JSON.stringify(MESSAGE).replace('0.83', 'NaN')],
  ['another version', { ...MESSAGE, v: 2 }],
  ['no size', { ...MESSAGE, width: 0 }],
  ['a size as text', { ...MESSAGE, height: '480' }],
  ['no reports', { ...MESSAGE, reports: null }],
  ['a score beyond 1', withFinding({ score: 1.5 })],
  ['a point with one coordinate', withFinding({ outline: [[1]] })],
  ['more points than any outline has', withFinding({ outline: Array.from({ length: 65 }, () => [1, 1]) })],
  ['a measure without unit', withFinding({ measures: [['length', 1]] })],
  ['an infinite coordinate', JSON.stringify(MESSAGE).replace('30.5', '1e999')],
  ['more than a packet holds', { ...MESSAGE, more: 'x'.repeat(16_000) }],
])('%s is ignored', (_what, message) => {
  expect(parseTold(bytesOf(message))).toBeNull();
});
