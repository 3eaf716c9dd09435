/** Shows the room to people who are signed in and to admitted guests; others wait, or sign in and come back. */
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation, useParams } from 'react-router';
import { suggestLanguage } from '../i18n/i18n';
import { admitToConsultation } from './admission';
import { Splash } from './Splash';
import { useSession } from './useSession';
import { useVisit } from './useVisit';

/** The guest page goes on with the visit that this browser's cookie tells of. */
export const WAITING_ADDRESS = '/guest';

export function RequireVisit() {
  const session = useSession();
  const visit = useVisit(session.status === 'signed-out');
  const { pathname } = useLocation();
  const { consultation = '' } = useParams();
  const language = session.status === 'signed-in' ? session.user.language : null;
  useEffect(() => {
    void suggestLanguage(language);
  }, [language]);

  const admission = admitToConsultation(session, visit, consultation);
  switch (admission) {
    case 'enter':
      return <Outlet />;
    case 'ask-to-be-let-in':
      return <Navigate to={WAITING_ADDRESS} replace />;
    case 'sign-in':
      return <Navigate to="/sign-in" replace state={{ from: pathname }} />;
    default:
      return <Splash serverAway={admission === 'server-away'} />;
  }
}
