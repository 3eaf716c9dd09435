/** The consultations as the home page orders them. */
import type { Brief } from '../../api/consultations';

export interface ConsultationGroups {
  /** Calls for help first, then those that began last. */
  readonly now: readonly Brief[];
  /** The soonest first. */
  readonly planned: readonly Brief[];
  /** Those that ended last first. */
  readonly closed: readonly Brief[];
}

export function groupConsultations(consultations: readonly Brief[]): ConsultationGroups {
  const inState = (state: Brief['state']) => consultations.filter((consultation) => consultation.state === state);
  return {
    now: inState('open').sort((one, other) => urgency(other) - urgency(one) || later(one.opened_at, other.opened_at)),
    planned: inState('planned').sort((one, other) => later(other.planned_for, one.planned_for)),
    closed: inState('closed').sort((one, other) => later(one.closed_at, other.closed_at)),
  };
}

function urgency({ urgent }: Brief): number {
  return urgent ? 1 : 0;
}

/** For sorting: the later moment first, those without one last. */
function later(one: string | null, other: string | null): number {
  return Date.parse(other ?? '') - Date.parse(one ?? '') || 0;
}
