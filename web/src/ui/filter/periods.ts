/** The periods back from today that lists can be narrowed to. */

/** Days back from today, today included. */
const PERIODS = { today: 1, week: 7, month: 30 } as const;

export type Period = keyof typeof PERIODS;

export const PERIOD_NAMES = Object.keys(PERIODS) as readonly Period[];

export function isPeriod(value: string): value is Period {
  return Object.hasOwn(PERIODS, value);
}

/** The midnight, of this computer's clock, that a period begins with. */
export function firstDayOf(period: Period, today: Date): Date {
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - PERIODS[period] + 1);
}
