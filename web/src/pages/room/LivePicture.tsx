/** The picture itself, as large as fits, zoomed and moved by the person. */
import type { Ref } from 'react';
import type { View } from '../../ui/zoom';
import classes from './LivePicture.module.css';

interface LivePictureProps {
  readonly ref: Ref<HTMLVideoElement>;
  readonly view: View;
  /** It stands still: shown grey, so that nobody takes the past for the present. */
  readonly stale: boolean;
  /** The hospital does not want it seen now. */
  readonly hidden: boolean;
}

export function LivePicture({ ref, view, stale, hidden }: LivePictureProps) {
  return (
    <video
      ref={ref}
      className={classes.picture}
      data-testid="live-video"
      data-stale={stale}
      data-hidden={hidden}
      style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
      autoPlay
      playsInline
      muted
      disablePictureInPicture
    />
  );
}
