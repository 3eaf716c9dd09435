/** For people without an account: who they are, then the wait until the host lets them in. */
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { Splash } from '../../app/Splash';
import { useSession } from '../../app/useSession';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { Logo } from '../../ui/Logo';
import { GuestForm } from './GuestForm';
import classes from './GuestPage.module.css';
import { AlreadySignedIn, Ended, NoInvitation } from './Endings';
import { useGuestVisit } from './useGuestVisit';
import { Waiting } from './Waiting';

export function GuestPage() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <div className={classes.page}>
      <title>{t('consultations.visit.pageTitle')}</title>
      <header className={classes.top}>
        <Logo />
        <LanguageSwitch />
      </header>
      <main className={classes.main} data-testid="guest-page">
        {session.status === 'signed-in' ? <AlreadySignedIn user={session.user} /> : <Visit />}
      </main>
    </div>
  );
}

function Visit() {
  const { secret } = useParams();
  const { phase, enter, arrived } = useGuestVisit(secret !== undefined);
  if (phase === null) {
    return <Splash />;
  }
  switch (phase.kind) {
    case 'invited':
      return secret === undefined ? <NoInvitation /> : <GuestForm secret={secret} onEntered={enter} />;
    case 'waiting':
      return <Waiting onEvent={arrived} />;
    case 'admitted':
      return <Navigate to={`/consultation/${phase.consultation}`} replace />;
    case 'nobody':
      return <NoInvitation />;
    default:
      return <Ended how={phase.kind} />;
  }
}
