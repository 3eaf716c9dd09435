/** Follows how the screening of a console goes, once a second. */
import { useEffect, useState } from 'react';
import { NO_PACE, type PaceReading, readPace } from './pace';
import type { ScreeningFeed } from './screeningFeed';

const READ_EVERY_MS = 1000;

export function usePace(feed: ScreeningFeed): PaceReading {
  const [reading, setReading] = useState(NO_PACE);
  useEffect(() => {
    let [before, readAt] = [feed.pace, performance.now()];
    const timer = window.setInterval(() => {
      const now = performance.now();
      const next = readPace(before, feed.pace, now - readAt, now);
      [before, readAt] = [feed.pace, now];
      setReading((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
    }, READ_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [feed]);
  return reading;
}
