/** Writes a moment of the server's clock in this computer's time zone. */
import { useTranslation } from 'react-i18next';

/**
 * @param precision of the time: `short` to the minute, `medium` to the second
 * @returns a function of an ISO 8601 moment
 */
export function useMoment(precision: 'short' | 'medium' = 'short'): (moment: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: precision });
  return (moment) => format.format(new Date(moment));
}
