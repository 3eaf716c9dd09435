import { expect, test } from 'vitest';
import {
  activeFields,
  addressWithFilter,
  EVERYTHING,
  filterFromAddress,
  queryOf,
  type StudyFilter,
} from '../../../src/pages/archive/studies/studyFilter';

const TODAY = new Date(2026, 10, 21, 15, 30);

const FULL: StudyFilter = {
  text: '王 & 东?',
  name: '王小东',
  patientId: 'P=1',
  modality: 'CT',
  bodyPart: 'CHEST',
  organisation: 'abc',
  period: '',
  from: '20260101',
  to: '20260131',
};

test('a filter comes back from the address it was put into', () => {
  const address = addressWithFilter(new URLSearchParams(), FULL).toString();
  expect(filterFromAddress(new URLSearchParams(address))).toEqual(FULL);
});

test('an address without filter is everything, and everything leaves no trace in the address', () => {
  expect(filterFromAddress(new URLSearchParams())).toEqual(EVERYTHING);
  expect(addressWithFilter(addressWithFilter(new URLSearchParams(), FULL), EVERYTHING).toString()).toBe('');
});

test('what else the address says stays', () => {
  const address = addressWithFilter(new URLSearchParams('details=1.2.3'), { ...EVERYTHING, modality: 'US' });
  expect(address.toString()).toBe('details=1.2.3&modality=US');
});

test('nonsense in an address is left out', () => {
  const filter = filterFromAddress(new URLSearchParams('period=toString&from=yesterday&to=2026-01-01&q=%20%20'));
  expect(filter).toEqual(EVERYTHING);
});

test.each([
  ['today', '20261121'],
  ['week', '20261115'],
  ['month', '20261023'],
] as const)('a period counts back from today: %s', (period, from) => {
  expect(queryOf({ ...EVERYTHING, period }, TODAY)).toMatchObject({ from, to: '' });
});

test('chosen days are asked for as they are', () => {
  expect(queryOf(FULL, TODAY)).toEqual({
    text: '王 & 东?',
    name: '王小东',
    patient_id: 'P=1',
    modality: 'CT',
    body_part: 'CHEST',
    organisation: 'abc',
    from: '20260101',
    to: '20260131',
  });
});

test('a range of days counts as one filter', () => {
  expect(activeFields(EVERYTHING)).toBe(0);
  expect(activeFields({ ...EVERYTHING, from: '20260101', to: '20260102' })).toBe(1);
  expect(activeFields({ ...EVERYTHING, period: 'week', name: 'x' })).toBe(2);
});
