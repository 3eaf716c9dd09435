/** The thin line under the picture: its size and bitrate, and what the person may do with it. */
import type { ReactNode } from 'react';
import type { PictureReading } from '../../live/pictureMeter';
import { formatBitrate } from './formatBitrate';
import classes from './PictureFooter.module.css';

interface PictureFooterProps {
  readonly reading: PictureReading | null;
  readonly children: ReactNode;
}

export function PictureFooter({ reading, children }: PictureFooterProps) {
  const figures = reading && [`${reading.width} × ${reading.height}`, formatBitrate(reading.bitrate)];
  return (
    <div className={classes.foot}>
      <span className={classes.figures}>{figures?.filter(Boolean).join(' · ')}</span>
      {children}
    </div>
  );
}
