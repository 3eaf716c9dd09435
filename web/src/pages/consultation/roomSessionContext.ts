/** What the stage and the tools of the consultation's room share. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ConsolePool } from '../../live/consolePool';
import type { RoomSession, RoomSessionState } from './roomSession';

export interface RoomParts {
  readonly session: RoomSession;
  readonly consoles: ConsolePool;
}

export const RoomSessionContext = createContext<RoomParts | null>(null);

export function useRoomParts(): RoomParts {
  const parts = useContext(RoomSessionContext);
  if (parts === null) {
    throw new Error('useRoomParts needs a RoomSessionContext above it');
  }
  return parts;
}

export function useRoomSessionState(): RoomSessionState {
  const { session } = useRoomParts();
  return useSyncExternalStore(session.subscribe, session.getSnapshot);
}
