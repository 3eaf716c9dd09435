/** The colours of a consultation's people, for its components, kept as the server tells them. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Consultation } from '../../../api/consultations';
import { useBoard, usePart } from '../boardContext';
import { useConsultationParts } from '../consultationContext';
import { useRoomParts } from '../roomSessionContext';
import { type ColourOf, PersonColours, withoutColour } from './personColours';

export function usePersonColours({ colours }: Consultation): ColourOf {
  const [known] = useState(() => new PersonColours(colours));
  useEffect(() => known.learn(colours), [known, colours]);
  return useSyncExternalStore(known.subscribe, known.getSnapshot);
}

/** Asks the server again when somebody is there whose colour is not known: guests hear of nobody's coming otherwise. */
export function useColoursOfAll(): void {
  const { consultation, reload } = useConsultationParts();
  const { session } = useRoomParts();
  const unknown = withoutColour(usePart(session.roll), consultation.colours).join();
  const { phase } = usePart(useBoard().connection);
  const open = consultation.state === 'open';
  useEffect(() => {
    if (open && phase === 'synced' && unknown !== '') {
      reload();
    }
  }, [open, phase, unknown, reload]);
}
