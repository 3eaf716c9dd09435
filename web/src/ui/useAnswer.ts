/** Asks the server once for a component, again when what is asked for changes, and on demand. */
import { useCallback, useEffect, useState } from 'react';
import { type ApiError, assertApiError } from '../api/http';

export interface Answer<T> {
  /** The last answer; null before the first. */
  readonly value: T | null;
  readonly problem: ApiError | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** @param ask must stay the same function as long as the question is the same (`useCallback`) */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'reload'>>({ value: null, problem: null, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    ask(leaving.signal).then(
      (value) => leaving.signal.aborted || setState({ value, problem: null, loading: false }),
      (error: unknown) => {
        if (leaving.signal.aborted) {
          return;
        }
        assertApiError(error);
        setState((before) => ({ ...before, problem: error, loading: false }));
      },
    );
    return () => leaving.abort();
  }, [ask, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}
