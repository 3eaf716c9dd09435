/** Three planes through a volume, with crosshairs that lead from one to the others. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stack } from '../../viewer/frames';
import { PLANES, type PlaneName, type PlaneView } from '../../viewer/planeView';
import { OrientationLetters } from './OrientationLetters';
import { useStore } from './useStore';
import { useVolumeScene } from './useVolumeScene';
import { VolumeLoading } from './VolumeLoading';
import classes from './VolumeStage.module.css';

export function PlanesStage({ stack }: { readonly stack: Stack }) {
  const axial = useRef<HTMLDivElement>(null);
  const sagittal = useRef<HTMLDivElement>(null);
  const coronal = useRef<HTMLDivElement>(null);
  const { scene, failure } = useVolumeScene(stack, async (fresh) => {
    if (axial.current !== null && sagittal.current !== null && coronal.current !== null) {
      await fresh.showPlanes({ axial: axial.current, sagittal: sagittal.current, coronal: coronal.current });
    }
  });
  const elements = { axial, sagittal, coronal };
  return (
    <div className={classes.planes} data-testid="viewer-planes-stage">
      {PLANES.map((plane) => (
        <section key={plane} className={classes.plane} onContextMenu={(event) => event.preventDefault()}>
          <div ref={elements[plane]} className={classes.canvas} data-testid={`viewer-plane-${plane}`} />
          {scene !== null && <PlaneTexts plane={plane} view={scene.planes[plane]} />}
        </section>
      ))}
      <VolumeLoading scene={scene} failure={failure} />
    </div>
  );
}

interface PlaneTextsProps {
  readonly plane: PlaneName;
  readonly view: PlaneView;
}

function PlaneTexts({ plane, view }: PlaneTextsProps) {
  const { t } = useTranslation();
  const { index, count, window, letters, drawn } = useStore(view);
  return (
    <div className={classes.letters} data-testid={`viewer-plane-texts-${plane}`} data-drawn={drawn} data-count={count}>
      <span className={classes.name} data-plane={plane}>
        {t(`viewer.planes.${plane}`)}
      </span>
      {drawn && (
        <span className={classes.figures}>
          {window !== null && <div>{t('viewer.window', { width: Math.round(window.width), centre: Math.round(window.centre) })}</div>}
          <b>{t('viewer.slice', { index: index + 1, count })}</b>
        </span>
      )}
      {letters !== null && <OrientationLetters letters={letters} />}
    </div>
  );
}
