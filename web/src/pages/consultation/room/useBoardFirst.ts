/** The board opens before pictures and media start: all at once they would keep it waiting for a second and more. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Board } from '../../../board/board';

/** A slow line must not keep anybody out of the room. Milliseconds. */
export const LONGEST_WAIT_MS = 500;

/**
 * Whether the rest of the room may start.
 *
 * @param onStart called once for each board, at that moment
 */
export function useBoardFirst(board: Board | null, onStart: () => void): boolean {
  const [started, setStarted] = useState(false);
  const start = useEffectEvent(() => {
    setStarted(true);
    onStart();
  });
  useEffect(() => (board === null ? undefined : onceOpened(board.connection, start)), [board]);
  return started;
}

/** Calls once the board is there, will not come, or was waited for long enough; until the returned function is called. */
export function onceOpened(connection: Pick<Board['connection'], 'subscribe' | 'getSnapshot'>, act: () => void): () => void {
  const stop = () => {
    window.clearTimeout(timer);
    stopListening();
  };
  const opened = () => {
    stop();
    act();
  };
  const timer = window.setTimeout(opened, LONGEST_WAIT_MS);
  const stopListening = connection.subscribe(() => connection.getSnapshot().phase !== 'connecting' && opened());
  return stop;
}
