/** Says a length of time in the page's language. */
import { useTranslation } from 'react-i18next';
import { describeDuration } from './duration';

export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    const duration = describeDuration(seconds);
    return duration.unit === 'now' ? t('duration.now') : t(`duration.${duration.unit}`, { count: duration.count });
  };
}
