/** The active stack as a volume: the geometry is checked first, and where it is not regular the reason is shown instead of a distorted picture. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Mode } from '../../viewer/viewerSession';
import { PlanesStage } from './PlanesStage';
import { SpaceStage } from './SpaceStage';
import { type Reconstruction, useReconstruction } from './useReconstruction';
import { useViewer } from './viewerContext';
import classes from './VolumeStage.module.css';

export function VolumeStage({ mode }: { readonly mode: Exclude<Mode, 'stack'> }) {
  const { t } = useTranslation();
  const reconstruction = useReconstruction();
  switch (reconstruction.status) {
    case 'checking':
      return (
        <div className={classes.veil} role="status">
          {t('viewer.mode.checking')}
        </div>
      );
    case 'possible':
      return mode === 'planes' ? <PlanesStage stack={reconstruction.stack} /> : <SpaceStage stack={reconstruction.stack} />;
    default:
      return <Refusal reconstruction={reconstruction} />;
  }
}

function Refusal({ reconstruction }: { readonly reconstruction: Extract<Reconstruction, { status: 'refused' | 'unavailable' }> }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  return (
    <div className={classes.veil} role="alert" data-testid="viewer-refused">
      <h2 className={classes.title}>{t('viewer.mode.refused')}</h2>
      {reconstruction.status === 'refused' ? (
        <>
          <ul className={classes.reasons}>
            {reconstruction.reasons.map(({ code, detail }) => (
              <li key={code} data-testid="viewer-refusal" data-code={code}>
                {t(`viewer.reason.${code}`)}
                {detail !== '' && <span className={classes.detail}>{detail}</span>}
              </li>
            ))}
          </ul>
          <p>{t('viewer.mode.refusedHelp')}</p>
        </>
      ) : (
        <p>{reconstruction.text}</p>
      )}
      <Button size="xs" variant="default" onClick={() => session.setMode('stack')}>
        {t('viewer.mode.back')}
      </Button>
    </div>
  );
}
