/** A volume drawn in space, turned with the left button. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stack } from '../../viewer/frames';
import { type VolumePreset, volumePresets } from '../../viewer/volumePresets';
import { useVolumeScene } from './useVolumeScene';
import { useViewer } from './viewerContext';
import { VolumeLoading } from './VolumeLoading';
import classes from './VolumeStage.module.css';

export function SpaceStage({ stack }: { readonly stack: Stack }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const presets = volumePresets(stack.modality);
  const [preset, setPreset] = useState<VolumePreset>(presets[0] ?? 'mip');
  const element = useRef<HTMLDivElement>(null);
  const { scene, failure } = useVolumeScene(stack, async (fresh) => {
    if (element.current !== null) {
      await fresh.showSpace(element.current, preset);
    }
  });
  return (
    <section className={classes.veil} data-testid="viewer-space-stage" onContextMenu={(event) => event.preventDefault()}>
      <div ref={element} className={classes.canvas} data-coarse={session.engine.software} data-testid="viewer-space-canvas" />
      <div className={classes.presets} role="group" aria-label={t('viewer.volume.label')}>
        {presets.map((name) => (
          <button
            key={name}
            type="button"
            className={classes.preset}
            aria-pressed={name === preset}
            data-testid={`viewer-volume-${name}`}
            onClick={() => {
              setPreset(name);
              scene?.setPreset(name);
            }}
          >
            {t(`viewer.volume.${name}`)}
          </button>
        ))}
      </div>
      <VolumeLoading scene={scene} failure={failure} />
    </section>
  );
}
