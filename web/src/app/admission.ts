/** Who may see a page: decided from what the server says of the session and of the guest's cookie. */
import type { SessionState } from '../api/sessionStore';
import type { VisitAnswer } from './useVisit';

export type Admission = 'enter' | 'wait' | 'server-away' | 'sign-in' | 'ask-to-be-let-in';

/** For the room: people, and guests who have been admitted to this very consultation. */
export function admitToConsultation(session: SessionState, visit: VisitAnswer, consultation: string): Admission {
  switch (session.status) {
    case 'signed-in':
      return 'enter';
    case 'unknown':
      return 'wait';
    case 'unreachable':
      return 'server-away';
    default:
      return admitGuest(visit, consultation);
  }
}

function admitGuest(answer: VisitAnswer, consultation: string): Admission {
  switch (answer.status) {
    case 'guest':
      if (answer.visit.consultation.id !== consultation) {
        return 'sign-in';
      }
      return answer.visit.state === 'admitted' ? 'enter' : 'ask-to-be-let-in';
    case 'unknown':
      return 'wait';
    case 'unreachable':
      return 'server-away';
    default:
      return 'sign-in';
  }
}
