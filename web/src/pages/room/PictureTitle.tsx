/** The thin line over the picture: what it is, from where, and how good it is right now. */
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureReading } from '../../live/pictureMeter';
import type { ConsoleInRoom } from '../../live/roster';
import { QualityDot } from '../../ui/QualityDot';
import { useModality } from '../../ui/useModality';
import type { PictureStatus } from './pictureStatus';
import classes from './PictureTitle.module.css';

interface PictureTitleProps {
  readonly console: ConsoleInRoom | null;
  /** Null while no picture moves. */
  readonly reading: PictureReading | null;
  readonly status: PictureStatus;
  /** What can be done about it, at the end of the line. */
  readonly actions?: ReactNode;
}

/** A figure that is not known. */
const UNKNOWN = '—';

export function PictureTitle({ console, reading, status, actions }: PictureTitleProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const latency = reading?.latencyMs == null ? null : Math.round(reading.latencyMs);
  const frameRate = reading === null ? null : Math.round(reading.framesPerSecond);
  const quality = reading?.quality ?? 'lost';
  return (
    <div className={classes.bar} data-testid="cell-title">
      {status === 'live' && <span className={classes.live}>{t('picture.live')}</span>}
      {console !== null && (
        <>
          <b className={classes.name}>{console.name}</b>
          <span className={classes.where}>
            {[modality(console.modality), console.organisation].filter(Boolean).join(' · ')}
          </span>
        </>
      )}
      <span className={classes.grow} />
      {(reading !== null || status === 'lost' || status === 'away') && (
        <span className={classes.figures}>
          <Tooltip label={t(`picture.quality.${quality}`)}>
            <span className={classes.dot} data-testid="live-quality" data-quality={quality} role="img" aria-label={t(`picture.quality.${quality}`)}>
              <QualityDot quality={quality} />
            </span>
          </Tooltip>
          <Tooltip label={latency === null ? t('picture.noLatency') : t('picture.latencyHelp')} multiline maw={260}>
            <span data-testid="live-latency" data-ms={latency ?? undefined} aria-label={`${t('picture.latency')} ${latency ?? UNKNOWN} ms`}>
              {latency === null ? UNKNOWN : `${latency} ms`}
            </span>
          </Tooltip>
          <span aria-hidden="true">·</span>
          <Tooltip label={t('picture.frameRate')}>
            <span data-testid="live-fps" data-fps={frameRate ?? undefined}>
              {frameRate === null ? UNKNOWN : `${frameRate} fps`}
            </span>
          </Tooltip>
        </span>
      )}
      {actions}
    </div>
  );
}
