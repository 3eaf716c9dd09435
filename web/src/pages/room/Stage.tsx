/** What the room is about, large: the console's live picture with its figures. */
import { useFullscreenElement } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LivePicture } from './LivePicture';
import { PictureControls } from './PictureControls';
import { PictureFooter } from './PictureFooter';
import { PictureTitle } from './PictureTitle';
import { pictureStatus } from './pictureStatus';
import { PictureVeil } from './PictureVeil';
import { useRoomState } from './roomContext';
import classes from './Stage.module.css';
import { usePictureMeter } from './usePictureMeter';
import { usePictureView } from './usePictureView';

interface StageProps {
  /** Messages over the picture: inside, so that they are seen in full screen too. */
  readonly children: ReactNode;
}

export function Stage({ children }: StageProps) {
  const { t } = useTranslation();
  const state = useRoomState();
  const fullScreen = useFullscreenElement<HTMLElement>();
  const { frame, view, zoom, reset, onKeyDown } = usePictureView();
  const { video, reading } = usePictureMeter(state.console?.picture ?? null);
  const status = pictureStatus(state, reading);

  return (
    <section ref={fullScreen.ref} className={classes.stage} data-status={status}>
      <div
        ref={frame}
        className={classes.frame}
        data-zoomed={view.scale > 1}
        role="group"
        tabIndex={0}
        aria-label={t('picture.label', { name: state.console?.name ?? '' })}
        aria-description={t('picture.keys')}
        onKeyDown={onKeyDown}
      >
        <LivePicture ref={video} view={view} stale={status !== 'live'} hidden={status === 'paused'} />
      </div>
      <PictureVeil status={status} everShown={reading !== null} />
      <PictureTitle console={state.console} reading={status === 'live' ? reading : null} status={status} />
      <PictureFooter reading={reading}>
        <PictureControls
          scale={view.scale}
          onZoom={zoom}
          onReset={reset}
          fullScreen={fullScreen.fullscreen}
          onFullScreen={document.fullscreenEnabled ? () => void fullScreen.toggle() : null}
        />
      </PictureFooter>
      {children}
    </section>
  );
}
