/** The room: the stage everybody shares, the tools, the people, the talk. */
import { useConsultationRoom } from './useConsultationRoom';
import { BoardContext } from '../boardContext';
import { RoomSessionContext } from '../roomSessionContext';
import { RoomLayout } from './RoomLayout';

export function ConsultationRoom() {
  const room = useConsultationRoom();
  return (
    room !== null && (
      <BoardContext value={room.session.board}>
        <RoomSessionContext value={room}>
          <RoomLayout />
        </RoomSessionContext>
      </BoardContext>
    )
  );
}
