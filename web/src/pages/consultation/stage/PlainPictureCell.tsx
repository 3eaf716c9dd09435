/** A picture in a cell without a console's figures: a shared screen, or what is left of a console once all is over. */
import { type LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';
import { useEffect, useRef } from 'react';
import { PictureFrame } from '../../room/PictureFrame';
import { useVideoSize } from '../../room/useVideoSize';
import { useRoomSessionState } from '../roomSessionContext';
import { CellActions } from './CellActions';
import { CellBar } from './CellBar';
import { CellInk } from './CellInk';
import { dragActionOf } from './dragAction';
import { FreezeControls } from './FreezeControls';
import { FrozenStill } from './FrozenStill';
import classes from './PlainPictureCell.module.css';
import { usePictureCell } from './usePictureCell';

interface PlainPictureCellProps {
  readonly at: number;
  /** The console's room, or the attendee whose screen it is. */
  readonly source: string;
  readonly title: string;
  readonly detail: string;
  readonly track: LocalVideoTrack | RemoteVideoTrack | null;
  /** Said while there is no picture. */
  readonly gone: string;
}

export function PlainPictureCell({ at, source, title, detail, track, gone }: PlainPictureCellProps) {
  const { tool } = useRoomSessionState();
  const video = useRef<HTMLVideoElement>(null);
  const size = useVideoSize(video);
  const { camera, surface, frozen } = usePictureCell(at, source, title);
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
      <CellBar title={title} detail={detail}>
        <CellActions at={at} />
      </CellBar>
      <div className={classes.middle}>
        <PictureFrame camera={camera} primary={dragActionOf(tool)} label={title} layer={<CellInk surface={surface} />}>
          <video ref={video} className={classes.video} data-testid="screen-video" data-hidden={frozen !== null || track === null} autoPlay playsInline muted />
          {frozen !== null && <FrozenStill frozen={frozen} />}
        </PictureFrame>
        {track === null && frozen === null && (
          <p className={classes.gone} role="status">
            {gone}
          </p>
        )}
      </div>
      <div className={classes.foot}>
        <FreezeControls
          source={source}
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
