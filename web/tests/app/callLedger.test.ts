import { expect, test } from 'vitest';
import type { Brief } from '../../src/api/consultations';
import { callsFor, forgetGone, NOTHING_DONE, settle, silence } from '../../src/app/calls/callLedger';

const EXPERT = 'expert';

function consultation(id: string, more: Partial<Brief> = {}): Brief {
  return {
    id,
    title: id,
    state: 'open',
    urgent: true,
    host: { id: 'technologist', name: '李技师', organisation: '县人民医院' },
    planned_for: null,
    opened_at: '2026-01-02T10:00:00+00:00',
    closed_at: null,
    consoles: [],
    studies: 0,
    present: 1,
    guests_waiting: 0,
    summary: false,
    console_room: null,
    ...more,
  };
}

const idsOf = (consultations: readonly Brief[], ledger = NOTHING_DONE) =>
  callsFor(EXPERT, consultations, ledger).calls.map(({ id }) => id);

test('an urgent consultation calls and rings', () => {
  const { calls, ringing } = callsFor(EXPERT, [consultation('one')], NOTHING_DONE);
  expect(calls.map(({ id }) => id)).toEqual(['one']);
  expect(ringing).toBe(true);
});

test.each([
  ['is not urgent', { urgent: false }],
  ['is only planned', { state: 'planned' }],
  ['is over', { state: 'closed' }],
  ['is one’s own', { host: { id: EXPERT, name: '王专家', organisation: '市第一医院' } }],
] as const)('a consultation that %s calls nobody', (_, more) => {
  expect(callsFor(EXPERT, [consultation('one', more)], NOTHING_DONE)).toEqual({ calls: [], ringing: false });
});

test('whoever waits longest stands first', () => {
  const late = consultation('late', { opened_at: '2026-01-02T10:05:00+00:00' });
  expect(idsOf([late, consultation('early')])).toEqual(['early', 'late']);
});

test('a call that was answered or put away is gone, and so is its sound', () => {
  const { calls, ringing } = callsFor(EXPERT, [consultation('one')], settle(NOTHING_DONE, 'one'));
  expect(calls).toEqual([]);
  expect(ringing).toBe(false);
});

test('silence keeps the call and ends the sound, until another call comes', () => {
  const ledger = silence(NOTHING_DONE, ['one']);
  expect(callsFor(EXPERT, [consultation('one')], ledger)).toMatchObject({ ringing: false, calls: [{ id: 'one' }] });
  expect(callsFor(EXPERT, [consultation('one'), consultation('two')], ledger).ringing).toBe(true);
});

test('what is no longer on is forgotten; what is on is not', () => {
  const ledger = settle(settle(NOTHING_DONE, 'one'), 'gone');
  expect(forgetGone(ledger, [consultation('one')]).settled).toEqual(['one']);
});

test('a ledger with nothing to forget stays the same one', () => {
  const ledger = silence(settle(NOTHING_DONE, 'one'), ['two']);
  expect(forgetGone(ledger, [consultation('one'), consultation('two')])).toBe(ledger);
});
