import { expect, test } from 'vitest';
import type { SessionState } from '../../src/api/sessionStore';
import { admitToConsultation } from '../../src/app/admission';
import type { VisitAnswer } from '../../src/app/useVisit';

const SIGNED_OUT: SessionState = { status: 'signed-out' };
const UNKNOWN: VisitAnswer = { status: 'unknown' };

function guestOf(id: string, state: 'waiting' | 'admitted' | 'refused'): VisitAnswer {
  return { status: 'guest', visit: { consultation: { id, title: '' }, state } };
}

const USER = {
  id: 'u',
  name: 'wang',
  display_name: '王伟',
  organisation: { id: 'o', name: '市第一医院' },
  role: 'expert',
  language: null,
  rights: [],
};

test('people who are signed in enter, whatever the cookie of a guest says', () => {
  expect(admitToConsultation({ status: 'signed-in', user: USER }, UNKNOWN, 'c')).toBe('enter');
});

test('an admitted guest enters their consultation and no other', () => {
  expect(admitToConsultation(SIGNED_OUT, guestOf('c', 'admitted'), 'c')).toBe('enter');
  expect(admitToConsultation(SIGNED_OUT, guestOf('c', 'admitted'), 'other')).toBe('sign-in');
});

test.each(['waiting', 'refused'] as const)('a guest who is %s does not enter', (state) => {
  expect(admitToConsultation(SIGNED_OUT, guestOf('c', state), 'c')).toBe('ask-to-be-let-in');
});

test('strangers sign in', () => {
  expect(admitToConsultation(SIGNED_OUT, { status: 'none' }, 'c')).toBe('sign-in');
});

test('nobody is sent away before the server has answered', () => {
  expect(admitToConsultation({ status: 'unknown' }, UNKNOWN, 'c')).toBe('wait');
  expect(admitToConsultation(SIGNED_OUT, UNKNOWN, 'c')).toBe('wait');
  expect(admitToConsultation({ status: 'unreachable' }, UNKNOWN, 'c')).toBe('server-away');
  expect(admitToConsultation(SIGNED_OUT, { status: 'unreachable' }, 'c')).toBe('server-away');
});
