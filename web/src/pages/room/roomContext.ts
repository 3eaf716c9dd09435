/** The room connection that the components of the room page share. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { RoomConnection, RoomState } from '../../live/roomConnection';

export const RoomContext = createContext<RoomConnection | null>(null);

export function useRoom(): RoomConnection {
  const connection = useContext(RoomContext);
  if (connection === null) {
    throw new Error('useRoom needs a RoomContext above it');
  }
  return connection;
}

export function useRoomState(): RoomState {
  const connection = useRoom();
  return useSyncExternalStore(connection.subscribe, connection.getSnapshot);
}
