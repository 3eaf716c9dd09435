/** One person's face, small. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../live/roster';
import classes from './CameraTile.module.css';

export function CameraTile({ camera: { person, track } }: { readonly camera: Camera }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) {
      return;
    }
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);
  return (
    <figure
      className={classes.tile}
      data-testid="camera-tile"
      data-identity={person.identity}
      data-speaking={person.speaking}
    >
      <video
        ref={video}
        className={classes.video}
        data-mirrored={person.isLocal}
        aria-label={t('dock.cameraOf', { name: person.name })}
        autoPlay
        playsInline
        muted
      />
      <figcaption className={classes.name}>
        {person.isLocal ? t('people.you') : [person.name, person.organisation].filter(Boolean).join(' · ')}
      </figcaption>
    </figure>
  );
}
