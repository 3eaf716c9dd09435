import { expect, test } from 'vitest';
import type { Study } from '../../src/api/archive';
import {
  changesOf,
  draftProblems,
  invitationKey,
  invitationOf,
  planOf,
  type PlanDraft,
  requestOf,
  suggestedTime,
} from '../../src/pages/plan/planDraft';

const NOW = new Date('2026-01-02T09:10:00');

const DRAFT: PlanDraft = {
  title: ' 心脏超声 ',
  question: '',
  when: 'now',
  at: null,
  invited: [],
  studies: [],
  consoles: [],
};

test('a consultation at once needs a title only', () => {
  expect(draftProblems(DRAFT, NOW)).toEqual({});
  expect(draftProblems({ ...DRAFT, title: '  ' }, NOW)).toEqual({ title: 'needTitle' });
});

test('one for later needs a time to come', () => {
  const later = { ...DRAFT, when: 'later' } as const;
  expect(draftProblems(later, NOW)).toEqual({ at: 'needTime' });
  expect(draftProblems({ ...later, at: '2026-01-02 09:10:00' }, NOW)).toEqual({ at: 'past' });
  expect(draftProblems({ ...later, at: '2026-01-02 09:11:00' }, NOW)).toEqual({});
});

test('a time that was chosen and given up again is not sent', () => {
  expect(requestOf({ ...DRAFT, at: '2026-01-03 10:00:00' })).not.toHaveProperty('planned_for');
});

test('the request says in this computer’s time zone when it is, and who and what comes', () => {
  const request = requestOf({
    ...DRAFT,
    when: 'later',
    at: '2026-01-03 10:00:00',
    invited: [invitationKey('person', 'p1'), invitationKey('organisation', 'o1'), invitationKey('person', 'p2')],
    studies: [{ study_uid: '1.2.3' } as Study],
    consoles: ['console-a'],
  });
  expect(request).toEqual({
    title: '心脏超声',
    question: '',
    planned_for: new Date(2026, 0, 3, 10).toISOString(),
    consoles: ['console-a'],
    studies: ['1.2.3'],
    people: ['p1', 'p2'],
    organisations: ['o1'],
  });
});

test('an invitation is of a person or an organisation', () => {
  expect(invitationOf('organisation:ab')).toEqual({ kind: 'organisation', id: 'ab' });
  expect(() => invitationOf('robot:ab')).toThrow(RangeError);
});

test.each([
  ['2026-01-02T09:10:00', '2026-01-02 10:30:00'],
  ['2026-01-02T09:30:00', '2026-01-02 10:30:00'],
  ['2026-01-02T09:31:20', '2026-01-02 11:00:00'],
  ['2026-01-02T09:00:00', '2026-01-02 10:00:00'],
  ['2026-01-31T23:45:00', '2026-02-01 01:00:00'],
])('at %s the suggested time is %s', (now, suggested) => {
  expect(suggestedTime(new Date(now))).toBe(suggested);
});

const AGREED = planOf({ title: '心脏', question: '?', planned_for: new Date('2026-01-03T10:30:00').toISOString() });

test('a plan is read back as the calendar writes it', () => {
  expect(AGREED).toEqual({ title: '心脏', question: '?', when: 'later', at: '2026-01-03 10:30:00' });
});

test('only what was changed is sent', () => {
  expect(changesOf(AGREED, { ...AGREED, title: ' 心脏 ' })).toEqual({});
  expect(changesOf(AGREED, { ...AGREED, title: '复查', question: ' ' })).toEqual({ title: '复查', question: '' });
  expect(changesOf(AGREED, { ...AGREED, at: '2026-01-04 08:00:00' })).toEqual({ planned_for: new Date('2026-01-04T08:00:00').toISOString() });
});

test('a time that has passed meanwhile may stand, but none that has passed is chosen, nor none at all', () => {
  const later = new Date('2026-01-05T00:00:00');
  expect(draftProblems(AGREED, later, AGREED.at)).toEqual({});
  expect(draftProblems({ ...AGREED, at: '2026-01-04 08:00:00' }, later, AGREED.at)).toEqual({ at: 'past' });
  expect(draftProblems({ ...AGREED, at: null }, later, null)).toEqual({ at: 'needTime' });
});
