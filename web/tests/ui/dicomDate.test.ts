import { expect, test } from 'vitest';
import { calendarDate, dicomDate, writtenDate, writtenTime } from '../../src/ui/dicomDate';

test('a date is written with hyphens, and shown as it is where it is none', () => {
  expect(writtenDate('20260102')).toBe('2026-01-02');
  expect(writtenDate('')).toBe('');
  expect(writtenDate('1997.04.23')).toBe('1997.04.23');
});

test.each([
  ['093015.123456', '09:30'],
  ['2359', '23:59'],
  ['09', ''],
  ['', ''],
])('a time is written to the minute: %s', (value, written) => {
  expect(writtenTime(value)).toBe(written);
});

test('only days of the calendar are dates', () => {
  expect(calendarDate('20240229')?.toISOString()).toBe('2024-02-29T00:00:00.000Z');
  expect(calendarDate('20230229')).toBeNull();
  expect(calendarDate('20231301')).toBeNull();
});

test('a day of this computer becomes a DICOM date', () => {
  expect(dicomDate(new Date(2026, 0, 2, 23, 59))).toBe('20260102');
});
