/** How old a patient was at the study, as a physician says it. */
import { calendarDate } from './dicomDate';

export interface Age {
  readonly unit: 'days' | 'months' | 'years';
  readonly count: number;
}

const DAY_MS = 86_400_000;

/** Newborns are counted in days, up to this many. */
const MOST_DAYS = 28;

/** Small children are counted in months, up to this many. */
const MOST_MONTHS = 24;

/** @param birth and @param study DICOM dates; null where either is missing, no date, or the study came first */
export function ageAtStudy(birth: string, study: string): Age | null {
  const born = calendarDate(birth);
  const then = calendarDate(study);
  if (born === null || then === null || then < born) {
    return null;
  }
  const days = Math.round((then.getTime() - born.getTime()) / DAY_MS);
  if (days < MOST_DAYS) {
    return { unit: 'days', count: days };
  }
  const months = wholeMonths(born, then);
  return months < MOST_MONTHS ? { unit: 'months', count: months } : { unit: 'years', count: Math.floor(months / 12) };
}

function wholeMonths(from: Date, to: Date): number {
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  return to.getUTCDate() < from.getUTCDate() ? months - 1 : months;
}
