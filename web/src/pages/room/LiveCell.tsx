/** A console's live picture with its figures: what it is, how good it is right now, and why it stands still. */
import { type ReactNode, type Ref, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureCamera } from '../../live/pictureCamera';
import type { DragAction } from '../../live/pictureGestures';
import type { PictureReading } from '../../live/pictureMeter';
import { OverlayLayer } from '../../screening/OverlayLayer';
import type { ScreeningFeed } from '../../screening/screeningFeed';
import { ScreeningMenu } from '../../screening/ScreeningMenu';
import type { Size } from '../../ui/zoom';
import classes from './LiveCell.module.css';
import { LivePicture } from './LivePicture';
import { PictureFooter } from './PictureFooter';
import { PictureFrame } from './PictureFrame';
import { PictureTitle } from './PictureTitle';
import { type PictureFacts, pictureStatus } from './pictureStatus';
import { PictureVeil } from './PictureVeil';
import { usePictureMeter } from './usePictureMeter';
import { useVideoSize } from './useVideoSize';

/** What the controls under the picture need of it. */
interface ShownVideo {
  readonly element: () => HTMLVideoElement | null;
  /** New frames arrive. */
  readonly live: boolean;
}

interface LiveCellProps {
  readonly ref?: Ref<HTMLElement>;
  readonly facts: PictureFacts;
  readonly camera: PictureCamera;
  /** What the left button and one finger do. */
  readonly primary: DragAction;
  /** Shown in place of the running picture, in the same frame: a frozen one and its size. */
  readonly still?: { readonly element: ReactNode; readonly size: Size } | null;
  /** What the server's detectors tell of this console, and which it is. */
  readonly screening: { readonly room: string; readonly feed: ScreeningFeed };
  /** Over the picture; places itself. */
  readonly layer?: ReactNode;
  /** At the end of the line over the picture. */
  readonly actions?: ReactNode;
  /** At the end of the line under the picture. */
  readonly controls: (video: ShownVideo) => ReactNode;
  readonly children?: ReactNode;
}

export function LiveCell({ ref, facts, camera, primary, still = null, screening, layer, actions, controls, children }: LiveCellProps) {
  const { t } = useTranslation();
  const track = facts.console?.picture ?? null;
  const { video, reading } = usePictureMeter(track);
  const [heldMs, setHeldMs] = useState(0);
  const size = useVideoSize(video);
  const status = pictureStatus(facts, reading);
  const { width, height } = still?.size ?? size;
  useEffect(() => camera.setPicture({ width, height }), [camera, width, height]);
  return (
    <section ref={ref} className={classes.cell} data-status={status}>
      <div className={classes.middle}>
        <PictureFrame
          camera={camera}
          primary={primary}
          label={t('picture.label', { name: facts.console?.name ?? '' })}
          layer={
            <>
              {track !== null && status === 'live' && still === null && <OverlayLayer feed={screening.feed} video={video} track={track} camera={camera} onHeld={setHeldMs} />}
              {layer}
            </>
          }
        >
          <LivePicture ref={video} stale={status !== 'live'} hidden={status === 'paused' || status === 'withheld' || still !== null} />
          {still?.element}
        </PictureFrame>
      </div>
      {still === null && <PictureVeil status={status} everShown={reading !== null} />}
      <PictureTitle console={facts.console} reading={status === 'live' ? later(reading, heldMs) : null} status={status} actions={actions} />
      <PictureFooter reading={reading}>
        <ScreeningMenu room={screening.room} feed={screening.feed} />
        {controls({ element: () => video.current, live: status === 'live' })}
      </PictureFooter>
      {children}
    </section>
  );
}

/** The same for a picture that is held back after it has come. */
function later(reading: PictureReading | null, heldMs: number): PictureReading | null {
  return reading === null || reading.latencyMs === null ? reading : { ...reading, latencyMs: reading.latencyMs + heldMs };
}
