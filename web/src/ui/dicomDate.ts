/** DICOM's dates and times (PS3.5 section 6.2, DA and TM) for people and back. */

const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const TIME = /^(\d{2})(\d{2})/;

/** Midnight UTC of a DICOM date; null for what is no day of the calendar. */
export function calendarDate(value: string): Date | null {
  const match = DATE.exec(value);
  if (match === null) {
    return null;
  }
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

/** `20260102` as `2026-01-02`; what is no date is shown as it is. */
export function writtenDate(value: string): string {
  return value.replace(DATE, '$1-$2-$3');
}

/** `093015.12` as `09:30`; "" where there is no time. */
export function writtenTime(value: string): string {
  const match = TIME.exec(value);
  return match === null ? '' : `${match[1]}:${match[2]}`;
}

/** The DICOM date of a day of this computer's calendar. */
export function dicomDate(day: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}${two(day.getMonth() + 1)}${two(day.getDate())}`;
}
