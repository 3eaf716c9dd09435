/** Whose guest this browser is, asked once when it matters. */
import { useEffect, useState } from 'react';
import { currentVisit, type Visit } from '../api/guests';
import { assertApiError } from '../api/http';

export type VisitAnswer =
  | { readonly status: 'unknown' }
  /** The server does not answer yet. */
  | { readonly status: 'unreachable' }
  | { readonly status: 'none' }
  | { readonly status: 'guest'; readonly visit: Visit };

const RETRY_MS = 2000;

/** @param wanted false where the answer makes no difference: nothing is asked then */
export function useVisit(wanted: boolean): VisitAnswer {
  const [answer, setAnswer] = useState<VisitAnswer>({ status: 'unknown' });
  useEffect(() => {
    if (!wanted) {
      return;
    }
    const leaving = new AbortController();
    let timer: number | undefined;
    const ask = async () => {
      try {
        const visit = await currentVisit(leaving.signal);
        setAnswer(visit === null ? { status: 'none' } : { status: 'guest', visit });
      } catch (error) {
        if (leaving.signal.aborted) {
          return;
        }
        assertApiError(error);
        setAnswer({ status: 'unreachable' });
        timer = window.setTimeout(() => void ask(), RETRY_MS);
      }
    };
    void ask();
    return () => {
      leaving.abort();
      window.clearTimeout(timer);
    };
  }, [wanted]);
  return answer;
}
