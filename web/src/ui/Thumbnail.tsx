/** A small picture on black, or a short word where there is none. */
import { useEffect, useState } from 'react';
import classes from './Thumbnail.module.css';

interface ThumbnailProps {
  readonly address: string;
  readonly label: string;
  /** What stands there without a picture. */
  readonly fallback: string;
  /** Of the square, in CSS pixels. */
  readonly size: number;
}

/** What is scrolled past is not fetched. Milliseconds. */
const REST_MS = 120;

export function Thumbnail({ address, label, fallback, size }: ThumbnailProps) {
  const [state, setState] = useState<'passing' | 'wanted' | 'shown' | 'missing'>('passing');
  useEffect(() => {
    const timer = window.setTimeout(() => setState('wanted'), REST_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <span className={classes.frame} style={{ width: size, height: size }} data-state={state} data-testid="thumbnail">
      {state !== 'shown' && (
        <span className={classes.fallback} aria-hidden="true">
          {fallback}
        </span>
      )}
      {state !== 'passing' && state !== 'missing' && (
        <img
          src={address}
          alt={label}
          className={classes.picture}
          decoding="async"
          draggable={false}
          onLoad={() => setState('shown')}
          onError={() => setState('missing')}
        />
      )}
    </span>
  );
}
