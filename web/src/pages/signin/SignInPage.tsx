/** Name, password, language. */
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { useSession } from '../../app/useSession';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { Logo } from '../../ui/Logo';
import { SectorArt } from '../../ui/SectorArt';
import { SignInForm } from './SignInForm';
import classes from './SignInPage.module.css';

export function SignInPage() {
  const { t } = useTranslation();
  const session = useSession();
  const from = useOrigin();
  if (session.status === 'signed-in') {
    return <Navigate to={from} replace />;
  }
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Logo />
        <LanguageSwitch />
      </header>
      <aside className={classes.about}>
        <SectorArt />
        <h2 className={classes.tagline}>{t('app.tagline')}</h2>
        <ul className={classes.points}>
          <li>{t('signIn.point1')}</li>
          <li>{t('signIn.point2')}</li>
          <li>{t('signIn.point3')}</li>
        </ul>
      </aside>
      <main className={classes.main}>
        <div className={classes.card}>
          <h1 className={classes.title}>{t('signIn.title')}</h1>
          <SignInForm />
          <p className={classes.help}>{t('signIn.help')}</p>
        </div>
      </main>
    </div>
  );
}

/** The page of this site that sent the person here. */
function useOrigin(): string {
  const state: unknown = useLocation().state;
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' ? from : '/';
}
