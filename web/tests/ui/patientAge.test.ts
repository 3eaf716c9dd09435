import { expect, test } from 'vitest';
import { ageAtStudy } from '../../src/ui/patientAge';

test.each([
  ['20261101', '20261101', 'days', 0],
  ['20261101', '20261128', 'days', 27],
  ['20261001', '20261029', 'months', 0],
  ['20260115', '20260714', 'months', 5],
  ['20260115', '20260715', 'months', 6],
  ['20241122', '20261121', 'months', 23],
  ['20241121', '20261121', 'years', 2],
  ['19680229', '20260228', 'years', 57],
  ['19680229', '20260301', 'years', 58],
  ['19000101', '20261121', 'years', 126],
])('born %s, seen %s', (birth, study, unit, count) => {
  expect(ageAtStudy(birth, study)).toEqual({ unit, count });
});

test.each([
  ['', '20261121'],
  ['19680229', ''],
  ['19680230', '20261121'],
  ['1968', '20261121'],
  ['20261122', '20261121'],
])('no age for birth "%s" and study "%s"', (birth, study) => {
  expect(ageAtStudy(birth, study)).toBeNull();
});
