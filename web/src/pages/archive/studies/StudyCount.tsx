/** How many studies match. */
import { useTranslation } from 'react-i18next';
import type { Count } from '../../../api/archive';
import classes from './StudyCount.module.css';

export function StudyCount({ count }: { readonly count: Count | null }) {
  const { t, i18n } = useTranslation();
  if (count === null) {
    return null;
  }
  const formatted = count.count.toLocaleString(i18n.language);
  return (
    <span className={classes.count} role="status" data-testid="study-count">
      {count.exact ? t('archive.count', { count: count.count, formatted }) : t('archive.countAtLeast', { formatted })}
    </span>
  );
}
