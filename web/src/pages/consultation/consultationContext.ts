/** The consultation that the components of its page share, and what this person may do in it. */
import { createContext, useContext } from 'react';
import type { Consultation } from '../../api/consultations';
import type { Right } from '../../api/rights';

export interface ConsultationParts {
  readonly consultation: Consultation;
  /** What the server has just answered. */
  readonly update: (consultation: Consultation) => void;
  /** Asks the server again: something was changed. */
  readonly reload: () => void;
}

export const ConsultationContext = createContext<ConsultationParts | null>(null);

export function useConsultationParts(): ConsultationParts {
  const parts = useContext(ConsultationContext);
  if (parts === null) {
    throw new Error('useConsultationParts needs a ConsultationContext above it');
  }
  return parts;
}

/** Nobody changes anything in a consultation that is over. */
export function useMayHere(right: Right): boolean {
  const { consultation } = useConsultationParts();
  return consultation.state !== 'closed' && consultation.me.rights.includes(right);
}
