/** Where a guest's way ends, or never began: what it is, and what to do. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { User } from '../../api/session';
import classes from './GuestPage.module.css';

export function Ended({ how }: { readonly how: 'refused' | 'closed' | 'over' }) {
  const { t } = useTranslation();
  return (
    <div className={classes.card} role="status" data-testid={how === 'refused' ? 'guest-refused' : `guest-${how}`}>
      <h1 className={classes.title}>{t(`consultations.visit.${how}`)}</h1>
      <p className={classes.text}>{t(`consultations.visit.${how}Text`)}</p>
    </div>
  );
}

export function NoInvitation() {
  const { t } = useTranslation();
  return (
    <div className={classes.card} data-testid="guest-nobody">
      <h1 className={classes.title}>{t('consultations.visit.noInvitation')}</h1>
      <p className={classes.text}>{t('consultations.visit.noInvitationText')}</p>
      <Button component={Link} to="/sign-in" variant="default">
        {t('consultations.visit.signIn')}
      </Button>
    </div>
  );
}

export function AlreadySignedIn({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  return (
    <div className={classes.card} data-testid="guest-signed-in">
      <h1 className={classes.title}>{t('consultations.visit.signedIn', { name: user.display_name })}</h1>
      <p className={classes.text}>{t('consultations.visit.signedInText')}</p>
      <Button component={Link} to="/">
        {t('consultations.visit.home')}
      </Button>
    </div>
  );
}
