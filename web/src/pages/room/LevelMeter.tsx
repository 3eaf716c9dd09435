/** A bar that moves with the voice. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './LevelMeter.module.css';
import { watchLevel } from './watchLevel';

export function LevelMeter({ track }: { readonly track: MediaStreamTrack }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLSpanElement>(null);
  // Straight to the element: sixty renders a second would be for nothing.
  useEffect(
    () =>
      watchLevel(track, (level) => {
        bar.current?.style.setProperty('width', `${level * 100}%`);
      }),
    [track],
  );
  return (
    <span className={classes.track} role="img" aria-label={t('devices.level')}>
      <span ref={bar} className={classes.bar} />
    </span>
  );
}
