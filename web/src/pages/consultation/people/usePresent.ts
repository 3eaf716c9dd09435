/** Everybody who is here, for components. */
import { useRoomState } from '../../room/roomContext';
import { useBoard, usePart } from '../boardContext';
import { useConsultationParts } from '../consultationContext';
import { type Present, presentOf } from './attendees';

export function usePresent(): readonly Present[] {
  const { people } = useRoomState();
  const { consultation } = useConsultationParts();
  const { others, mine } = usePart(useBoard().presence);
  return presentOf(people, [mine, ...others], [consultation.me, ...consultation.present], mine.id);
}

/** The name of somebody by their attendee id; "" for nobody. */
export function useNameOf(): (attendee: string | null) => string {
  const present = usePresent();
  const { consultation } = useConsultationParts();
  return (attendee) => {
    const known = [...consultation.present, ...consultation.members, consultation.host, consultation.me];
    return present.find(({ person }) => person.userId === attendee)?.person.name ?? known.find(({ id }) => id === attendee)?.name ?? '';
  };
}
