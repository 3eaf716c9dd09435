/** The layer of what software found, over a running picture. */
import type { RemoteVideoTrack } from 'livekit-client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/services';
import type { PictureCamera } from '../live/pictureCamera';
import { linesOf } from './describe';
import { exactnessPossible } from './exactFrames';
import { Overlay } from './overlay';
import classes from './OverlayLayer.module.css';
import { OverlayNote } from './OverlayNote';
import { useScreeningPreferences } from './preferences';
import type { ScreeningFeed } from './screeningFeed';

interface OverlayLayerProps {
  readonly feed: ScreeningFeed;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly track: RemoteVideoTrack;
  readonly camera: PictureCamera;
  /** Told how long the picture is held back. Milliseconds. */
  readonly onHeld: (ms: number) => void;
}

/** Mount it in the frame of the picture, only while that runs. */
export function OverlayLayer({ feed, video, track, camera, onHeld }: OverlayLayerProps) {
  const { t } = useTranslation();
  const { clock } = useServices();
  const { hidden, exact } = useScreeningPreferences();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const exactly = exact && exactnessPossible();

  useEffect(() => {
    if (canvas.current === null || video.current === null) {
      return undefined;
    }
    const made = new Overlay({ canvas: canvas.current, video: video.current, track, feed, camera, clock });
    setOverlay(made);
    return () => {
      setOverlay(null);
      made.dispose();
    };
  }, [feed, video, track, camera, clock]);

  useEffect(() => overlay?.set({ exact: exactly, hidden, labelOf: (finding) => linesOf(t, finding) }), [overlay, exactly, hidden, t]);

  useEffect(() => {
    const stop = overlay?.note.subscribe(() => onHeld(overlay.note.getSnapshot().heldMs));
    return () => {
      stop?.();
      onHeld(0);
    };
  }, [overlay, onHeld]);

  return (
    <>
      <canvas ref={canvas} className={classes.layer} data-testid="screening-overlay" data-exact={exactly} aria-hidden="true" />
      {overlay !== null && <OverlayNote note={overlay.note} />}
    </>
  );
}
