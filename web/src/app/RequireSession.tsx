/** Shows its pages to people who are signed in, and sends others to sign in and back. */
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { suggestLanguage } from '../i18n/i18n';
import { Splash } from './Splash';
import { useSession } from './useSession';

export function RequireSession() {
  const session = useSession();
  const { pathname } = useLocation();
  const language = session.status === 'signed-in' ? session.user.language : null;
  useEffect(() => {
    void suggestLanguage(language);
  }, [language]);

  switch (session.status) {
    case 'signed-in':
      return <Outlet />;
    case 'signed-out':
      return <Navigate to="/sign-in" replace state={{ from: pathname }} />;
    default:
      return <Splash serverAway={session.status === 'unreachable'} />;
  }
}
