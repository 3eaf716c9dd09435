/** A study's details, fetched once the page opens it, and again while the server does not answer. */
import { useEffect, useState } from 'react';
import { fetchStudy, type StudyDetails } from '../../api/archive';
import { type ApiError, assertApiError } from '../../api/http';
import { useServices } from '../../app/services';

export type StudyState =
  | { readonly status: 'loading' }
  | { readonly status: 'unreachable' }
  | { readonly status: 'failed'; readonly error: ApiError }
  | { readonly status: 'there'; readonly study: StudyDetails };

const RETRY_MS = 2000;

export function useStudy(studyUid: string): StudyState {
  const { session } = useServices();
  const [state, setState] = useState<StudyState>({ status: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let retry: number | undefined;
    fetchStudy(studyUid, abort.signal).then(
      (study) => setState({ status: 'there', study }),
      (error: unknown) => {
        if (abort.signal.aborted) {
          return;
        }
        assertApiError(error);
        if (error.status === 401) {
          session.expire();
        } else if (error.status === 0) {
          setState({ status: 'unreachable' });
          retry = window.setTimeout(() => setAttempt(attempt + 1), RETRY_MS);
        } else {
          setState({ status: 'failed', error });
        }
      },
    );
    return () => {
      abort.abort();
      window.clearTimeout(retry);
    };
  }, [studyUid, session, attempt]);
  return state;
}
