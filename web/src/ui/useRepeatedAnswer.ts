/** Asks the server again and again for as long as a component shows the answer. */
import { useEffect } from 'react';
import { type Answer, useAnswer } from './useAnswer';

/** @param ask must stay the same function as long as the question is the same (`useCallback`) */
export function useRepeatedAnswer<T>(ask: (signal: AbortSignal) => Promise<T>, everyMs: number): Answer<T> {
  const answer = useAnswer(ask);
  const { reload } = answer;
  useEffect(() => {
    const timer = window.setInterval(reload, everyMs);
    return () => window.clearInterval(timer);
  }, [reload, everyMs]);
  return answer;
}
