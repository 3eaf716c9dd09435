/** The board that the components of the consultation room share. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Board } from '../../board/board';

export const BoardContext = createContext<Board | null>(null);

export function useBoard(): Board {
  const board = useContext(BoardContext);
  if (board === null) {
    throw new Error('useBoard needs a BoardContext above it');
  }
  return board;
}

interface Part<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => T;
}

/** Follows one part of the board: `usePart(useBoard().stage)`. */
export function usePart<T>(part: Part<T>): T {
  return useSyncExternalStore(part.subscribe, part.getSnapshot);
}
