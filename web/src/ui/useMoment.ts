/** Writes a moment of the server's clock in this computer's time zone. */
import { useTranslation } from 'react-i18next';

/** @returns a function of an ISO 8601 moment */
export function useMoment(): (moment: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
  return (moment) => format.format(new Date(moment));
}
