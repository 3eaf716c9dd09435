/** Says over the stage why there is no moving picture. */
import { IconCloudOff, IconPlayerPause, IconPlugConnectedX, IconShieldLock, IconZoomQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PictureStatus } from './pictureStatus';
import classes from './PictureVeil.module.css';

interface PictureVeilProps {
  readonly status: PictureStatus;
  /** A last frame is on the screen. */
  readonly everShown: boolean;
}

export function PictureVeil({ status, everShown }: PictureVeilProps) {
  const { t } = useTranslation();
  switch (status) {
    case 'live':
      return null;
    case 'waiting':
      return (
        <div className={classes.veil} role="status">
          <span className={classes.pulse} aria-hidden="true" />
          <p className={classes.quiet}>{t('picture.waiting')}</p>
        </div>
      );
    case 'paused':
      return (
        <div className={classes.veil} role="status">
          <IconPlayerPause size={30} stroke={1.4} aria-hidden="true" />
          <p className={classes.title}>{t('picture.paused')}</p>
        </div>
      );
    case 'withheld':
      return (
        <div className={classes.veil} role="status">
          <IconShieldLock size={30} stroke={1.4} aria-hidden="true" />
          <p className={classes.title}>{t('picture.withheld')}</p>
          <p className={classes.quiet}>{t('picture.withheldHelp')}</p>
        </div>
      );
    case 'away':
      return (
        <div className={classes.veil} role="status">
          <IconPlugConnectedX size={30} stroke={1.4} aria-hidden="true" />
          <p className={classes.title}>{t('picture.away')}</p>
          <p className={classes.quiet}>{t('picture.awayHelp')}</p>
        </div>
      );
    case 'lost':
      return (
        <div className={classes.veil} role="alert">
          <IconCloudOff size={30} stroke={1.4} aria-hidden="true" />
          <p className={classes.title}>{t('picture.lost')}</p>
          {everShown && <p className={classes.quiet}>{t('picture.lostHelp')}</p>}
        </div>
      );
    case 'no-room':
      return (
        <div className={classes.veil} role="alert">
          <IconZoomQuestion size={30} stroke={1.4} aria-hidden="true" />
          <p className={classes.title}>{t('picture.noRoom')}</p>
          <p className={classes.quiet}>{t('picture.noRoomHelp')}</p>
          <Link to="/" className={classes.link}>
            {t('app.home')}
          </Link>
        </div>
      );
  }
}
