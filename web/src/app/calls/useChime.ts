/** Rings for as long as it is wanted. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Chime, type Ringing } from './chime';

export function useChime(wanted: boolean): Ringing {
  const [chime] = useState(() => new Chime(() => new AudioContext(), document));
  useEffect(() => {
    if (wanted) {
      chime.start();
    }
    return () => chime.stop();
  }, [chime, wanted]);
  return useSyncExternalStore(chime.subscribe, chime.getSnapshot);
}
