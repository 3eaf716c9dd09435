/** What the audit log is narrowed by, and the query it becomes. */
import type { AuditQuery } from '../../api/audit';
import { firstDayOf, type Period } from '../../ui/filter/periods';

export interface AuditFilter {
  readonly text: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  /** "" for any time, or the days of `since` and `until`. */
  readonly period: Period | '';
  /** A day of this computer's calendar, `2026-01-02`; "" for no limit. */
  readonly since: string;
  /** The last day that counts. */
  readonly until: string;
}

export const EVERYTHING: AuditFilter = {
  text: '',
  actor: '',
  action: '',
  target: '',
  outcome: '',
  period: '',
  since: '',
  until: '',
};

/** How many conditions there are; a range of days is one. */
export function activeConditions({ since, until, period, ...others }: AuditFilter): number {
  const time = period !== '' || since !== '' || until !== '' ? 1 : 0;
  return time + Object.values(others).filter((value) => value !== '').length;
}

export function queryOf(filter: AuditFilter, now: Date): AuditQuery {
  const { text, actor, action, target, outcome, period, since, until } = filter;
  const words = { text, actor, action, target, outcome };
  if (period !== '') {
    return { ...words, since: firstDayOf(period, now).toISOString(), until: '' };
  }
  return { ...words, since: midnight(since, 0), until: midnight(until, 1) };
}

/** The beginning of the day that comes `later` days after `day`, as a moment; "" for none. */
function midnight(day: string, later: number): string {
  if (day === '') {
    return '';
  }
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
