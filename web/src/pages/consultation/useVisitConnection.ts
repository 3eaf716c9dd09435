/** The connection to the consultation's room: made for the lobby, joined by entering, left with the page. */
import { useEffect, useState } from 'react';
import { fetchConsultationToken } from '../../api/consultationRoom';
import type { Consultation } from '../../api/consultations';
import { RoomConnection } from '../../live/roomConnection';

/**
 * Null until the first effect has run.
 *
 * @param visit counts the visits: each has a connection of its own
 */
export function useVisitConnection({ id, me }: Consultation, visit: number): RoomConnection | null {
  const [connection, setConnection] = useState<RoomConnection | null>(null);
  const speaks = me.rights.includes('speak');
  const shows = me.rights.includes('camera');
  useEffect(() => {
    const stay = new RoomConnection((signal) => fetchConsultationToken(id, signal), { audioinput: speaks, videoinput: shows });
    setConnection(stay);
    return () => stay.leave();
  }, [id, speaks, shows, visit]);
  return connection;
}
