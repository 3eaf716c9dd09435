/** The guests at the door: the host lets them in, or does not. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decideOnGuest, type Guest } from '../../../api/guests';
import { useServerProblem } from '../../../ui/useServerProblem';
import { useConsultationParts } from '../consultationContext';
import { useWaitingGuests } from './useWaitingGuests';
import classes from './WaitingGuests.module.css';

export function WaitingGuests() {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { consultation, reload } = useConsultationParts();
  const { guests, ask } = useWaitingGuests();
  const [problem, setProblem] = useState<string | null>(null);
  if (guests.length === 0) {
    return null;
  }
  const decide = ({ id }: Guest, decision: 'admit' | 'refuse') => {
    setProblem(null);
    decideOnGuest(consultation.id, id, decision).then(
      () => {
        ask();
        reload();
      },
      (error: unknown) => setProblem(describe(error)),
    );
  };
  return (
    <section className={classes.waiting} aria-label={t('consultation.guests.waiting')}>
      <h2>{t('consultation.guests.waiting')}</h2>
      <ul>
        {guests.map((guest) => (
          <li key={guest.id} className={classes.guest} data-testid="guest-waiting" data-guest={guest.id}>
            <span>{[guest.name, guest.organisation].filter(Boolean).join(' · ')}</span>
            <Button size="compact-xs" data-testid="guest-admit" onClick={() => decide(guest, 'admit')}>
              {t('consultation.guests.admit')}
            </Button>
            <Button size="compact-xs" variant="default" data-testid="guest-refuse" onClick={() => decide(guest, 'refuse')}>
              {t('consultation.guests.refuse')}
            </Button>
          </li>
        ))}
      </ul>
      {problem !== null && <p role="alert">{problem}</p>}
    </section>
  );
}
