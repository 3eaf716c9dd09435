/** The room: the stage everybody shares, the tools, the people, the talk. */
import { useConsultationRoom } from './useConsultationRoom';
import { BoardContext } from '../boardContext';
import { RoomSessionContext } from '../roomSessionContext';
import { RoomLayout } from './RoomLayout';

interface ConsultationRoomProps {
  /** For those who have no home page to leave for. */
  readonly onLeave: (() => void) | null;
}

export function ConsultationRoom({ onLeave }: ConsultationRoomProps) {
  const room = useConsultationRoom();
  return (
    room !== null && (
      <BoardContext value={room.session.board}>
        <RoomSessionContext value={room}>
          <RoomLayout onLeave={onLeave} />
        </RoomSessionContext>
      </BoardContext>
    )
  );
}
