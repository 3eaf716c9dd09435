/** One guest of a consultation: who they say they are, where they stand, and the host's decision. */
import { useTranslation } from 'react-i18next';
import { decideOnGuest, type Guest } from '../../api/guests';
import { ActionButton } from '../../ui/ActionButton';
import { useMoment } from '../../ui/useMoment';
import classes from './GuestLinks.module.css';

interface GuestRowProps {
  readonly consultation: string;
  readonly guest: Guest;
  readonly onDecided: () => void;
}

export function GuestRow({ consultation, guest, onDecided }: GuestRowProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const decide = (decision: 'admit' | 'refuse') => (
    <ActionButton
      label={t(`consultations.guests.${decision}`)}
      act={async () => {
        await decideOnGuest(consultation, guest.id, decision);
      }}
      onDone={onDecided}
    />
  );
  return (
    <li className={classes.guest} data-testid="guest" data-state={guest.state}>
      {guest.state === 'invited' ? (
        <span className={classes.quiet}>{t('consultations.guests.unused', { moment: moment(guest.issued_at) })}</span>
      ) : (
        <>
          <span className={classes.name}>{[guest.name, guest.organisation].filter(Boolean).join(' · ')}</span>
          <span className={classes.quiet}>{t(`consultations.guests.state.${guest.state}`)}</span>
        </>
      )}
      {guest.state === 'waiting' && decide('admit')}
      {guest.state === 'waiting' && decide('refuse')}
    </li>
  );
}
