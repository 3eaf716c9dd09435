import { expect, test } from 'vitest';
import { activeConditions, EVERYTHING, queryOf } from '../../../src/pages/administration/auditFilter';

const NOW = new Date(2026, 0, 31, 15, 30);

test('without conditions everything is asked for', () => {
  expect(Object.values(queryOf(EVERYTHING, NOW)).every((value) => value === '')).toBe(true);
  expect(activeConditions(EVERYTHING)).toBe(0);
});

test.each([
  ['today', new Date(2026, 0, 31)],
  ['week', new Date(2026, 0, 25)],
  ['month', new Date(2026, 0, 2)],
] as const)('the period "%s" begins at midnight and has no end', (period, since) => {
  expect(queryOf({ ...EVERYTHING, period }, NOW)).toMatchObject({ since: since.toISOString(), until: '' });
});

test('a range of days holds its last day too', () => {
  const query = queryOf({ ...EVERYTHING, since: '2026-01-30', until: '2026-01-31' }, NOW);
  expect(query.since).toBe(new Date(2026, 0, 30).toISOString());
  expect(query.until).toBe(new Date(2026, 1, 1).toISOString());
});

test('a range is one condition', () => {
  expect(activeConditions({ ...EVERYTHING, since: '2026-01-30', until: '2026-01-31', outcome: 'refused' })).toBe(2);
});
