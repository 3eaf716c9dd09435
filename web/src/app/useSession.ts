/** Who is signed in, for components. */
import { useSyncExternalStore } from 'react';
import type { User } from '../api/session';
import type { SessionState } from '../api/sessionStore';
import { useServices } from './services';

export function useSession(): SessionState {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.getSnapshot);
}

/** For pages below `RequireSession`. Null for the moment in which the person is leaving them. */
export function useUser(): User | null {
  const session = useSession();
  return session.status === 'signed-in' ? session.user : null;
}
