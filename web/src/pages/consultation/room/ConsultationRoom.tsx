/** The room: the stage everybody shares, the tools, the people, the talk. */
import { BoardContext } from '../boardContext';
import { RoomSessionContext } from '../roomSessionContext';
import { RoomLayout } from './RoomLayout';
import { useBoardFirst } from './useBoardFirst';
import { useConsultationRoom } from './useConsultationRoom';

interface ConsultationRoomProps {
  /** The board is there: media may start. */
  readonly onStart: () => void;
  /** For those who have no home page to leave for. */
  readonly onLeave: (() => void) | null;
}

export function ConsultationRoom({ onStart, onLeave }: ConsultationRoomProps) {
  const room = useConsultationRoom();
  const started = useBoardFirst(room?.session.board ?? null, onStart);
  return (
    room !== null &&
    started && (
      <BoardContext value={room.session.board}>
        <RoomSessionContext value={room}>
          <RoomLayout onLeave={onLeave} />
        </RoomSessionContext>
      </BoardContext>
    )
  );
}
