/** The running picture itself, as large as fits. */
import type { Ref } from 'react';
import classes from './LivePicture.module.css';

interface LivePictureProps {
  readonly ref: Ref<HTMLVideoElement>;
  /** It stands still: shown grey, so that nobody takes the past for the present. */
  readonly stale: boolean;
  /** The hospital does not want it seen now, or a frozen frame is shown in its place. */
  readonly hidden: boolean;
}

export function LivePicture({ ref, stale, hidden }: LivePictureProps) {
  return (
    <video
      ref={ref}
      className={classes.picture}
      data-testid="live-video"
      data-stale={stale}
      data-hidden={hidden}
      autoPlay
      playsInline
      muted
      disablePictureInPicture
    />
  );
}
