/** Everybody who is here, for components. */
import { useRoomState } from '../../room/roomContext';
import { useBoard, usePart } from '../boardContext';
import { useConsultationParts } from '../consultationContext';
import { useRoomParts } from '../roomSessionContext';
import { type Present, presentOf } from './attendees';

export function usePresent(): readonly Present[] {
  const { people } = useRoomState();
  const { consultation } = useConsultationParts();
  const { session } = useRoomParts();
  return presentOf(people, usePart(session.roll), [consultation.me, ...consultation.present], useBoard().me.id);
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
