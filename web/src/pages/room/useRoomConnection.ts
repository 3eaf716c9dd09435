/** Stays in a room for as long as the page shows it. */
import { useEffect, useState } from 'react';
import { useServices } from '../../app/services';
import { RoomConnection } from '../../live/roomConnection';

/** Null until the first effect has run. */
export function useRoomConnection(room: string): RoomConnection | null {
  const { tokens } = useServices();
  const [connection, setConnection] = useState<RoomConnection | null>(null);
  useEffect(() => {
    const stay = new RoomConnection((signal) => tokens.take(room, signal));
    setConnection(stay);
    void stay.join();
    return () => stay.leave();
  }, [room, tokens]);
  return connection;
}
