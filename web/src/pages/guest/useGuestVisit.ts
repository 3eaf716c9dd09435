/** A guest's visit as far as it has come. */
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Visit, VisitState } from '../../api/guests';
import { WAITING_ADDRESS } from '../../app/RequireVisit';
import { useVisit } from '../../app/useVisit';
import { phaseAfter, phaseAtFirst, phaseOfVisit, type VisitPhase } from './visitPhase';

interface GuestVisit {
  /** Null until the server has told whether this browser is a guest already. */
  readonly phase: VisitPhase | null;
  /** The link was used: this browser is the guest now. */
  readonly enter: (visit: Visit) => void;
  /** The server told of a change; null where it no longer knows this guest. */
  readonly arrived: (state: VisitState | null) => void;
}

export function useGuestVisit(hasLink: boolean): GuestVisit {
  const navigate = useNavigate();
  const answer = useVisit(!hasLink);
  const [phase, setPhase] = useState<VisitPhase | null>(null);
  const settled = answer.status === 'guest' || answer.status === 'none';
  const asked = answer.status === 'guest' ? answer.visit : null;

  const enter = (visit: Visit) => {
    setPhase(phaseOfVisit(visit));
    // The secret is used up: it need not stay in the address, where a reload would try it again.
    void navigate(WAITING_ADDRESS, { replace: true });
  };
  const arrived = useCallback(
    (state: VisitState | null) =>
      setPhase((before) => {
        const from = before ?? phaseAtFirst(hasLink, asked);
        return state === null ? { kind: 'over' } : phaseAfter(from, state);
      }),
    [hasLink, asked],
  );
  return { phase: phase ?? (hasLink || settled ? phaseAtFirst(hasLink, asked) : null), enter, arrived };
}
