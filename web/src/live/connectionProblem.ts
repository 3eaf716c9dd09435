/** Why a room is not connected, in terms a person can act on. */
import { DisconnectReason } from 'livekit-client';
import { ApiError } from '../api/http';

export type ConnectionProblem =
  | 'unreachable'
  | 'no-such-room'
  | 'signed-out'
  | 'refused'
  | 'removed'
  | 'joined-elsewhere'
  | 'not-supported';

/** Trying again would not mend it, or would go against somebody's will. */
export function isFinal(problem: ConnectionProblem): boolean {
  return problem !== 'unreachable' && problem !== 'no-such-room';
}

/** Why the server ended a session. */
export function problemOfReason(reason: DisconnectReason | undefined): ConnectionProblem {
  switch (reason) {
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'joined-elsewhere';
    default:
      return 'unreachable';
  }
}

/** Why joining failed: the application refused a token, or livekit-client could not connect with it. */
export function problemOfError(error: unknown): ConnectionProblem {
  if (typeof RTCPeerConnection === 'undefined') {
    return 'not-supported';
  }
  switch (error instanceof ApiError ? error.status : 0) {
    case 401:
      return 'signed-out';
    case 403:
    case 409: // a consultation that is over
      return 'refused';
    case 404:
      return 'no-such-room';
    default:
      return 'unreachable';
  }
}
