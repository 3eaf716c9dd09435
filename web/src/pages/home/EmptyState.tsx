/** Nothing is on air: says so calmly, and what makes that change. */
import { useTranslation } from 'react-i18next';
import { SectorArt } from '../../ui/SectorArt';
import classes from './EmptyState.module.css';

export function EmptyState() {
  const { t } = useTranslation();
  return (
    <div className={classes.empty} role="status">
      <div className={classes.art}>
        <SectorArt />
      </div>
      <h2 className={classes.title}>{t('home.emptyTitle')}</h2>
      <p>{t('home.emptyText')}</p>
      <p>{t('home.emptySteps')}</p>
    </div>
  );
}
