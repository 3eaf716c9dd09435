/** Writes the time of day of a moment on the server's clock, in this computer's time zone. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** @returns a function of ms since 1970 */
export function useClockTime(): (at: number) => string {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false });
    return (at: number) => format.format(new Date(at));
  }, [i18n.language]);
}
