/** This person's visit of a consultation: first the lobby, then the room. */
import { useEffect, useMemo, useState } from 'react';
import { RoomContext } from '../room/roomContext';
import { PersonColourContext } from '../../ui/personColour';
import { isGuest } from './guest';
import { ConsultationContext, type ConsultationParts } from './consultationContext';
import { ClosedView } from './lobby/ClosedView';
import { Lobby } from './lobby/Lobby';
import { usePersonColours } from './people/usePersonColours';
import { ConsultationRoom } from './room/ConsultationRoom';
import { useVisitConnection } from './useVisitConnection';

export function Visit({ consultation, update, reload }: ConsultationParts) {
  const [visit, setVisit] = useState(0);
  const connection = useVisitConnection(consultation, visit);
  const [entered, setEntered] = useState(false);
  const [started, setStarted] = useState(false);
  const over = consultation.state === 'closed';
  useEffect(() => {
    if (over) {
      connection?.leave();
    } else if (started) {
      // Also when other rights have brought another connection.
      void connection?.join();
    }
  }, [connection, over, started]);
  const colourOf = usePersonColours(consultation);
  const parts = useMemo(() => ({ consultation, update, reload }), [consultation, update, reload]);
  if (connection === null) {
    return null;
  }
  const enter = () => setEntered(true);
  const leave = () => {
    setEntered(false);
    setStarted(false);
    setVisit(visit + 1);
  };
  return (
    <ConsultationContext value={parts}>
      <PersonColourContext value={colourOf}>
        <RoomContext value={connection}>
          <title>{`${consultation.title} · Consilium`}</title>
          {entered ? <ConsultationRoom onStart={() => setStarted(true)} onLeave={isGuest(consultation.me) ? leave : null} /> : over ? <ClosedView onLook={enter} /> : <Lobby onEnter={enter} />}
        </RoomContext>
      </PersonColourContext>
    </ConsultationContext>
  );
}
