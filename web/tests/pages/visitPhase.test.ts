import { expect, test } from 'vitest';
import type { Visit } from '../../src/api/guests';
import { phaseAfter, phaseAtFirst, phaseOfVisit } from '../../src/pages/guest/visitPhase';

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
