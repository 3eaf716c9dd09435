/** The guests who wait to be let in; a soft sound tells of each that comes. */
import { useCallback, useEffect, useRef } from 'react';
import { fetchGuests, type Guest } from '../../../api/guests';
import { rememberedDevice } from '../../../live/devicePreferences';
import { useAnswer } from '../../../ui/useAnswer';
import { playTone } from '../../room/playTone';
import { useConsultationParts } from '../consultationContext';

interface Waiting {
  readonly guests: readonly Guest[];
  readonly ask: () => void;
}

export function useWaitingGuests(): Waiting {
  const { consultation } = useConsultationParts();
  const { id, guests_waiting } = consultation;
  const { value, reload } = useAnswer(useCallback((signal: AbortSignal) => fetchGuests(id, signal), [id]));
  const before = useRef(guests_waiting);
  useEffect(() => {
    if (guests_waiting > before.current) {
      void playTone(rememberedDevice('audiooutput'));
    }
    before.current = guests_waiting;
    reload();
  }, [guests_waiting, reload]);
  return { guests: (value ?? []).filter(({ state }) => state === 'waiting'), ask: reload };
}
