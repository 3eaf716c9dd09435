/** Says when something is to happen: today, tomorrow or a day, and the time. */
import { useTranslation } from 'react-i18next';
import { dayOf } from './appointment';

/** @returns a function of an ISO 8601 moment and the time now in unix milliseconds */
export function useAppointment(): (moment: string, now: number) => string {
  const { t, i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false });
  const date = new Intl.DateTimeFormat(i18n.language, { month: 'short', day: 'numeric', weekday: 'short' });
  return (moment, now) => {
    const at = new Date(moment);
    const day = dayOf(at, new Date(now));
    const written = day === 'other' ? date.format(at) : t(`consultations.day.${day}`);
    return `${written} ${time.format(at)}`;
  };
}
