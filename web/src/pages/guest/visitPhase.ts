/** Where a guest's visit stands, from the server's answers and events; what the guest page shows goes by it. */
import type { Visit, VisitState } from '../../api/guests';

export type VisitPhase =
  /** A link was opened: name and organisation are asked for. */
  | { readonly kind: 'invited' }
  | { readonly kind: 'waiting'; readonly consultation: string }
  | { readonly kind: 'admitted'; readonly consultation: string }
  | { readonly kind: 'refused' | 'closed' }
  /** The server no longer knows this guest: refused, or the consultation is over. */
  | { readonly kind: 'over' }
  /** Neither a link nor a visit under way. */
  | { readonly kind: 'nobody' };

/** @param visit as the cookie of this browser tells; null without one */
export function phaseAtFirst(hasLink: boolean, visit: Visit | null): VisitPhase {
  if (hasLink) {
    return { kind: 'invited' };
  }
  return visit === null ? { kind: 'nobody' } : phaseOfVisit(visit);
}

export function phaseOfVisit({ state, consultation }: Visit): VisitPhase {
  switch (state) {
    case 'waiting':
    case 'admitted':
      return { kind: state, consultation: consultation.id };
    case 'refused':
      return { kind: 'refused' };
    default:
      return { kind: 'invited' };
  }
}

export function phaseAfter(phase: VisitPhase, event: VisitState): VisitPhase {
  if (phase.kind !== 'waiting') {
    return phase;
  }
  return event === 'refused' || event === 'closed' ? { kind: event } : { ...phase, kind: event };
}
