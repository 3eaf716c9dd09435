/** A window or screen that somebody shares: others point at it and draw on it. */
import { RemoteVideoTrack } from 'livekit-client';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PictureFrame } from '../../room/PictureFrame';
import { useRoomState } from '../../room/roomContext';
import { useVideoSize } from '../../room/useVideoSize';
import { useConsultationParts } from '../consultationContext';
import { useRoomSessionState } from '../roomSessionContext';
import { CellActions } from './CellActions';
import { CellBar } from './CellBar';
import { CellInk } from './CellInk';
import { dragActionOf } from './dragAction';
import { FreezeControls } from './FreezeControls';
import { FrozenStill } from './FrozenStill';
import classes from './ScreenCell.module.css';
import { usePictureCell } from './usePictureCell';

interface ScreenCellProps {
  readonly at: number;
  /** Whose screen it is. */
  readonly attendee: string;
}

export function ScreenCell({ at, attendee }: ScreenCellProps) {
  const { t } = useTranslation();
  const { screens } = useRoomState();
  const { tool } = useRoomSessionState();
  const { consultation } = useConsultationParts();
  const video = useRef<HTMLVideoElement>(null);
  const size = useVideoSize(video);
  const screen = screens.find(({ person }) => person.userId === attendee) ?? null;
  const track = screen?.track ?? null;
  const owner = screen?.person ?? consultation.present.find(({ id }) => id === attendee) ?? null;
  const title = t('consultation.screen.of', { name: owner?.name ?? '' });
  const { camera, surface, frozen } = usePictureCell(at, attendee, title);
  const { width, height } = frozen ?? size;
  useEffect(() => camera.setPicture({ width, height }), [camera, width, height]);
  useEffect(() => {
    const element = video.current;
    if (element === null || track === null) {
      return;
    }
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);
  return (
    <section className={classes.cell} data-status={track === null ? 'away' : 'live'}>
      <CellBar title={title} detail={owner?.organisation ?? ''}>
        <CellActions at={at} />
      </CellBar>
      <div className={classes.middle}>
        <PictureFrame camera={camera} primary={dragActionOf(tool)} label={title} layer={<CellInk surface={surface} />}>
          <video ref={video} className={classes.video} data-testid="screen-video" data-hidden={frozen !== null || track === null} autoPlay playsInline muted />
          {frozen !== null && <FrozenStill frozen={frozen} />}
        </PictureFrame>
        {track === null && frozen === null && (
          <p className={classes.gone} role="status">
            {t('consultation.screen.ended')}
          </p>
        )}
      </div>
      <div className={classes.foot}>
        <FreezeControls
          source={attendee}
          consoleRoom={null}
          frozen={frozen}
          video={() => video.current}
          track={track instanceof RemoteVideoTrack ? track : null}
          ready={track !== null && size.width > 0}
        />
      </div>
    </section>
  );
}
