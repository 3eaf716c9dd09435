/** A volume scene for as long as it is on the page. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Stack } from '../../viewer/frames';
import { VolumeScene } from '../../viewer/volumeScene';
import { useViewer } from './viewerContext';

interface SceneState {
  readonly scene: VolumeScene | null;
  /** What went wrong while the volume was made; null where nothing did. */
  readonly failure: string | null;
}

export function useVolumeScene(stack: Stack, show: (scene: VolumeScene) => Promise<void>): SceneState {
  const { session } = useViewer();
  const [state, setState] = useState<SceneState>({ scene: null, failure: null });
  const start = useEffectEvent(show);
  useEffect(() => {
    const scene = new VolumeScene(session.engine, stack);
    let current = true;
    setState({ scene, failure: null });
    session.setScene(scene);
    start(scene).then(
      // The tool in hand, now that there are viewports for it.
      () => current && session.setTool(session.getSnapshot().tool),
      (error: unknown) => current && setState({ scene, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
      session.setScene(null);
      scene.dispose();
    };
  }, [session, stack]);
  return state;
}
