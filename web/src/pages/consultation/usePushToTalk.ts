/** Push to talk: the microphone is on for as long as the space bar is held. */
import { useEffect } from 'react';
import type { RoomConnection } from '../../live/roomConnection';
import { isTyping } from '../../ui/isTyping';

/** @param wanted the person has chosen it, and may speak */
export function usePushToTalk(room: RoomConnection, wanted: boolean): void {
  useEffect(() => {
    if (!wanted) {
      return;
    }
    let talking = false;
    const stop = () => {
      if (talking) {
        talking = false;
        void room.media.talk(false);
      }
    };
    const onKeyDown = (event: KeyboardEvent) => {
      // A button that has the focus is pressed by the space bar.
      if (event.key !== ' ' || isTyping(event.target) || event.target instanceof HTMLButtonElement) {
        return;
      }
      event.preventDefault();
      if (!event.repeat && !talking && !room.getSnapshot().media.audioinput.on) {
        talking = true;
        void room.media.talk(true);
      }
    };
    const onKeyUp = (event: KeyboardEvent) => event.key === ' ' && stop();
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    // The key may be let go where this page does not hear of it.
    window.addEventListener('blur', stop);
    return () => {
      stop();
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', stop);
    };
  }, [room, wanted]);
}
