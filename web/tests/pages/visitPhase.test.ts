import { expect, test } from 'vitest';
import type { Visit } from '../../src/api/guests';
import { ApiError } from '../../src/api/http';
import { linkProblem, phaseAfter, phaseAtFirst, phaseOfVisit } from '../../src/pages/guest/visitPhase';

const visit = (state: Visit['state']): Visit => ({ consultation: { id: 'c', title: '' }, state });

test('a link asks who one is, whatever came before it', () => {
  expect(phaseAtFirst(true, visit('admitted'))).toEqual({ kind: 'invited' });
});

test('without a link the visit under way goes on', () => {
  expect(phaseAtFirst(false, visit('waiting'))).toEqual({ kind: 'waiting', consultation: 'c' });
  expect(phaseAtFirst(false, visit('admitted'))).toEqual({ kind: 'admitted', consultation: 'c' });
  expect(phaseAtFirst(false, null)).toEqual({ kind: 'nobody' });
});

test('the host’s decision ends the wait', () => {
  const waiting = phaseOfVisit(visit('waiting'));
  expect(phaseAfter(waiting, 'waiting')).toEqual(waiting);
  expect(phaseAfter(waiting, 'admitted')).toEqual({ kind: 'admitted', consultation: 'c' });
  expect(phaseAfter(waiting, 'refused')).toEqual({ kind: 'refused' });
  expect(phaseAfter(waiting, 'closed')).toEqual({ kind: 'closed' });
});

test('a late event changes nothing about a visit that has ended', () => {
  expect(phaseAfter({ kind: 'refused' }, 'admitted')).toEqual({ kind: 'refused' });
});

test.each([
  [401, 'unusable'],
  [429, 'tooMany'],
  [503, 'unreachable'],
  [0, 'unreachable'],
  [500, 'failed'],
] as const)('the answer %i is said as %s', (status, problem) => {
  expect(linkProblem(new ApiError(status, '', ''))).toBe(problem);
});

test('what is no answer of the server is nobody’s link problem', () => {
  expect(() => linkProblem(new TypeError('oops'))).toThrow('oops');
});
