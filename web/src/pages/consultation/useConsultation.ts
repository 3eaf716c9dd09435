/** One consultation as the server tells it, kept current for as long as the page shows it. */
import { useCallback, useEffect, useState } from 'react';
import { type Consultation, fetchConsultation } from '../../api/consultations';
import { type ApiError, assertApiError } from '../../api/http';
import { useServices } from '../../app/services';
import { useSession } from '../../app/useSession';

export type ConsultationState =
  | { readonly status: 'loading' }
  /** The server does not answer yet. */
  | { readonly status: 'unreachable' }
  | { readonly status: 'failed'; readonly error: ApiError }
  | { readonly status: 'there'; readonly consultation: Consultation };

export interface FollowedConsultation {
  readonly state: ConsultationState;
  /** What the server has just answered. */
  readonly update: (consultation: Consultation) => void;
  readonly reload: () => void;
}

/** Guests have no stream of events, and a stream may miss one. Milliseconds. */
const ASK_AGAIN_MS = 10_000;
const RETRY_MS = 2_000;
/** Not signed in, not invited (any more), no such consultation. */
const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

export function useConsultation(id: string): FollowedConsultation {
  const { session, consultations } = useServices();
  const signedIn = useSession().status === 'signed-in';
  const [state, setState] = useState<ConsultationState>({ status: 'loading' });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const update = useCallback((consultation: Consultation) => setState({ status: 'there', consultation }), []);

  useEffect(() => {
    const leaving = new AbortController();
    let timer: number | undefined;
    fetchConsultation(id, leaving.signal).then(
      (consultation) => {
        setState({ status: 'there', consultation });
        timer = window.setTimeout(reload, ASK_AGAIN_MS);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) {
          return;
        }
        assertApiError(error);
        if (error.status === 401 && signedIn) {
          session.expire();
        } else if (FINAL.has(error.status)) {
          setState({ status: 'failed', error });
        } else {
          // The server, or what stands before it, is away for the moment: nobody is put out for that.
          setState((before) => (before.status === 'there' ? before : { status: 'unreachable' }));
          timer = window.setTimeout(reload, RETRY_MS);
        }
      },
    );
    return () => {
      leaving.abort();
      window.clearTimeout(timer);
    };
  }, [id, round, reload, session, signedIn]);

  useEffect(() => (signedIn ? consultations.subscribe(reload) : undefined), [signedIn, consultations, reload]);
  return { state, update, reload };
}
