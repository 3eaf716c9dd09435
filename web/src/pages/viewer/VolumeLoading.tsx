/** How far the slices of a volume are, or why there is none. */
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VolumeScene } from '../../viewer/volumeScene';
import { useStore } from './useStore';
import classes from './VolumeStage.module.css';

interface VolumeLoadingProps {
  readonly scene: VolumeScene | null;
  readonly failure: string | null;
}

export function VolumeLoading({ scene, failure }: VolumeLoadingProps) {
  const { t } = useTranslation();
  if (failure !== null) {
    return (
      <div className={classes.loading} role="alert">
        {t('viewer.mode.failed', { reason: failure })}
      </div>
    );
  }
  return scene !== null && <Loaded scene={scene} />;
}

function Loaded({ scene }: { readonly scene: VolumeScene }) {
  const { t } = useTranslation();
  const { loaded, total } = useStore(scene.progress);
  return (
    loaded < total && (
      <div className={classes.loading} role="status">
        <p>{t('viewer.mode.loading')}</p>
        <Progress size={2} value={(100 * loaded) / total} aria-label={t('viewer.mode.loading')} />
      </div>
    )
  );
}
