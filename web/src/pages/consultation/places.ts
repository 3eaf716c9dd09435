/** Places on the stage that messages, findings and what software found lead to. */
import { useCallback } from 'react';
import type { Episode } from '../../api/screening';
import type { KeyImage, Place } from '../../board/schema';
import { useMayHere } from './consultationContext';
import { useRoomParts } from './roomSessionContext';

export interface Places {
  /** Brings a place onto the stage. */
  readonly goTo: (place: Place) => void;
  readonly goToImage: (image: KeyImage) => void;
  readonly goToEpisode: (episode: Episode) => void;
  /** What the active cell shows at the moment; null where nothing can be led to. */
  readonly here: () => Place | null;
}

export function usePlaces(): Places {
  const { session } = useRoomParts();
  const mayArrange = useMayHere('present');
  return {
    goTo: useCallback((place) => void session.goTo(place, mayArrange), [session, mayArrange]),
    goToImage: useCallback((image) => void session.goToImage(image, mayArrange), [session, mayArrange]),
    goToEpisode: useCallback((episode) => session.goToEpisode(episode, mayArrange), [session, mayArrange]),
    here: useCallback(() => session.active?.place() ?? null, [session]),
  };
}
