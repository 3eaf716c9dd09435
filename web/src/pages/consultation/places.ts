/** Places on the stage that messages and findings lead to. */
import { useCallback } from 'react';
import type { KeyImage, Place } from '../../board/schema';
import { useMayHere } from './consultationContext';
import { useRoomParts } from './roomSessionContext';

export interface Places {
  /** Brings a place onto the stage. */
  readonly goTo: (place: Place) => void;
  readonly goToImage: (image: KeyImage) => void;
  /** What the active cell shows at the moment; null where nothing can be led to. */
  readonly here: () => Place | null;
}

export function usePlaces(): Places {
  const { session } = useRoomParts();
  const mayArrange = useMayHere('present');
  return {
    goTo: useCallback((place) => void session.goTo(place, mayArrange), [session, mayArrange]),
    goToImage: useCallback((image) => void session.goToImage(image, mayArrange), [session, mayArrange]),
    here: useCallback(() => session.active?.place() ?? null, [session]),
  };
}
