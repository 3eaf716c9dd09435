/** When something was seen first, in this computer's time zone, and for how long. */
import { useTranslation } from 'react-i18next';
import type { Episode } from '../../../api/screening';

export function useEpisodeTime({ first_at, last_at }: Pick<Episode, 'first_at' | 'last_at'>): string {
  const { t, i18n } = useTranslation();
  const [first, last] = [new Date(first_at), new Date(last_at)];
  const seconds = Math.max(1, Math.round((last.getTime() - first.getTime()) / 1000));
  return t('screening.seen', { time: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hour12: false }).format(first), seconds });
}
