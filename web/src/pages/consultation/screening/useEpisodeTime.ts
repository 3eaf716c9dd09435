/** From when to when something was seen, in this computer's time zone, and for how long in all. */
import { useTranslation } from 'react-i18next';
import type { Episode } from '../../../api/screening';

export function useEpisodeTime({ first_at, last_at, seen_s }: Pick<Episode, 'first_at' | 'last_at' | 'seen_s'>): readonly string[] {
  const { t, i18n } = useTranslation();
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hour12: false });
  const [first, last] = [clock.format(new Date(first_at)), clock.format(new Date(last_at))];
  const seconds = Math.max(1, Math.round(seen_s));
  return first === last ? [first] : [t('screening.between', { first, last }), t('screening.seen', { seconds })];
}
