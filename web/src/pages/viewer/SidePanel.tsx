/** Measurements and key images, beside the stage or in a sheet. */
import { useTranslation } from 'react-i18next';
import { KeyImageList } from './KeyImageList';
import { MeasurementTable } from './MeasurementTable';
import { PrefetchProgress } from './PrefetchProgress';
import classes from './SidePanel.module.css';

export function SidePanel({ onJump }: { readonly onJump?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.panel} role="region" aria-label={t('viewer.panel.label')}>
      <section>
        <h2 className={classes.title}>{t('viewer.panel.measurements')}</h2>
        <MeasurementTable onJump={onJump} />
      </section>
      <section>
        <h2 className={classes.title}>{t('viewer.panel.keyImages')}</h2>
        <KeyImageList onJump={onJump} />
      </section>
      <p className={classes.note}>{t('viewer.panel.session')}</p>
      <PrefetchProgress />
    </div>
  );
}
