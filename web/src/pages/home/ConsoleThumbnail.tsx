/** A console's small moving picture, fetched only while somebody can see it. */
import { useDocumentVisibility, useIntersection } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ConsoleThumbnail.module.css';

/** A card that is scrolled past needs no connection. Milliseconds. */
const SETTLE_MS = 150;

export function ConsoleThumbnail({ room }: { readonly room: string }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [shown, setShown] = useState(false);
  const { ref, entry } = useIntersection({ rootMargin: '80px' });
  const watched = useDocumentVisibility() === 'visible' && (entry?.isIntersecting ?? false);

  useEffect(() => {
    const element = video.current;
    if (!watched || element === null) {
      return;
    }
    const leaving = new AbortController();
    const timer = window.setTimeout(() => {
      void import('../../live/previewConnection').then(({ showPreview }) =>
        showPreview(room, element, leaving.signal),
      );
    }, SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [watched, room]);

  return (
    <div ref={ref} className={classes.frame}>
      {!shown && <span className={classes.waiting}>{t('home.noPreview')}</span>}
      <video
        ref={video}
        className={classes.video}
        autoPlay
        playsInline
        muted
        aria-hidden="true"
        onPlaying={() => setShown(true)}
      />
    </div>
  );
}
