/** The board, the consoles and the stage of a consultation, for as long as its room is on the page. */
import { useEffect, useState } from 'react';
import { fetchConsoleToken } from '../../../api/consultationRoom';
import type { Right } from '../../../api/rights';
import { useServices } from '../../../app/services';
import { Board } from '../../../board/board';
import { sweepFaded } from '../../../ink/fading';
import { ConsolePool } from '../../../live/consolePool';
import { useConsultationParts } from '../consultationContext';
import { RoomSession } from '../roomSession';
import type { RoomParts } from '../roomSessionContext';

/** Null until the first effect has run. */
export function useConsultationRoom(): RoomParts | null {
  const { clock } = useServices();
  const { consultation, reload } = useConsultationParts();
  const { id, me, state } = consultation;
  const { id: attendee, name, organisation } = me;
  const [room, setRoom] = useState<RoomParts | null>(null);

  // The board's person is named once; their rights may change while they are here.
  const rights = (state === 'closed' ? ['see'] : me.rights).join(' ');
  useEffect(() => {
    const releaseClock = clock.use();
    const board = new Board({ consultation: id, me: { id: attendee, name, organisation, rights: [] }, clock });
    const session = new RoomSession(board);
    const consoles = new ConsolePool((console) => (signal) => fetchConsoleToken(id, console, signal));
    const stopSweeping = sweepFaded(board);
    board.connect();
    setRoom({ session, consoles });
    return () => {
      stopSweeping();
      session.dispose();
      consoles.dispose();
      board.dispose();
      releaseClock();
    };
  }, [id, attendee, name, organisation, clock]);

  useEffect(() => room?.session.board.me.grant(rights.split(' ') as Right[]), [room, rights]);

  // Put out, or the consultation is over: the server knows which.
  useEffect(() => {
    const connection = room?.session.board.connection;
    return connection?.subscribe(() => connection.getSnapshot().phase === 'refused' && reload());
  }, [room, reload]);
  return room;
}
