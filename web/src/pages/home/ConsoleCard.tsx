/** One console on air: its moving picture, what it is, and the way in. */
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Console } from '../../api/consoles';
import { loadRoomPage } from '../../app/pageLoaders';
import { useServices } from '../../app/services';
import { useMay } from '../../app/useMay';
import { useDuration } from '../../ui/useDuration';
import { useModality } from '../../ui/useModality';
import { useNow } from '../../ui/useNow';
import { ConsoleActions } from './ConsoleActions';
import classes from './ConsoleCard.module.css';
import { ConsoleThumbnail } from './ConsoleThumbnail';

const CLOCK_STEP_MS = 20_000;

export function ConsoleCard({ console }: { readonly console: Console }) {
  const { t } = useTranslation();
  const { tokens } = useServices();
  const modality = useModality();
  const duration = useDuration();
  const now = useNow(CLOCK_STEP_MS);
  const mayStart = useMay('start');

  // A pointer or the keyboard on the card usually means a click next: have the token before it comes.
  const getReady = () => {
    tokens.prefetch(console.room);
    void loadRoomPage();
  };

  return (
    <article
      className={classes.card}
      data-testid="console-card"
      data-room={console.room}
      onPointerEnter={getReady}
      onPointerDown={getReady}
      onFocus={getReady}
    >
      <div className={classes.picture}>
        {console.withheld ? (
          <p className={classes.withheld}>{t('picture.withheld')}</p>
        ) : (
          <>
            <ConsoleThumbnail room={console.room} />
            <span className={classes.live}>{t('picture.live')}</span>
          </>
        )}
        {console.viewers > 0 && (
          <span className={classes.viewers}>
            <IconEye size={14} aria-hidden="true" />
            {t('home.viewers', { count: console.viewers })}
          </span>
        )}
      </div>
      <div className={classes.body}>
        <div className={classes.text}>
          <h2 className={classes.name}>{console.name}</h2>
          <p className={classes.where}>
            {[modality(console.modality), console.organisation].filter(Boolean).join(' · ')}
          </p>
          <p className={classes.since}>{t('home.since', { duration: duration(now / 1000 - console.since) })}</p>
        </div>
        <Link
          to={`/room/${encodeURIComponent(console.room)}`}
          className={classes.open}
          data-testid="console-open"
          aria-label={t('home.openNamed', { name: console.name })}
        >
          {t('home.open')}
        </Link>
      </div>
      {mayStart && <ConsoleActions console={console} />}
    </article>
  );
}
