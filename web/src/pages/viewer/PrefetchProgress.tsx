/** How many of the pictures in the viewports have arrived; gone once all have. */
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './PrefetchProgress.module.css';
import { useStore } from './useStore';
import { useViewer } from './viewerContext';

export function PrefetchProgress() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { loaded, total } = useStore(session.prefetcher);
  return (
    <div className={classes.progress} data-testid="viewer-progress" data-loaded={loaded} data-total={total} data-complete={total > 0 && loaded === total}>
      {loaded < total && (
        <>
          <span>{t('viewer.loaded', { loaded, total })}</span>
          <Progress size={2} value={(100 * loaded) / total} aria-label={t('viewer.loaded', { loaded, total })} />
        </>
      )}
    </div>
  );
}
