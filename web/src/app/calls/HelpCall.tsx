/** One call for help: who asks, since when, and the ways to answer it, hush it or leave it to others. */
import { Button, CloseButton } from '@mantine/core';
import { IconBellOff, IconUrgent, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Brief } from '../../api/consultations';
import { useDuration } from '../../ui/useDuration';
import { useNow } from '../../ui/useNow';
import type { Ringing } from './chime';
import classes from './HelpCall.module.css';
import { useCallNotification } from './useCallNotification';

interface HelpCallProps {
  readonly call: Brief;
  readonly sound: Ringing;
  readonly onAnswer: () => void;
  readonly onDismiss: () => void;
  readonly onSilence: () => void;
}

const CLOCK_STEP_MS = 10_000;

export function HelpCall({ call, sound, onAnswer, onDismiss, onSilence }: HelpCallProps) {
  const { t } = useTranslation();
  const duration = useDuration();
  const now = useNow(CLOCK_STEP_MS);
  useCallNotification(call);
  const waiting = call.opened_at === null ? null : (now - Date.parse(call.opened_at)) / 1000;
  const facts = [
    call.host.organisation,
    call.host.name,
    waiting !== null && t('consultations.call.since', { duration: duration(waiting) }),
    call.present > 0 && t('consultations.present', { count: call.present }),
  ];
  return (
    <article className={classes.call} role="alert" data-testid="help-call" data-consultation={call.id} data-sound={sound}>
      <IconUrgent className={classes.icon} size={30} stroke={1.5} aria-hidden="true" />
      <div className={classes.text}>
        <p className={classes.kind}>{t('consultations.call.title')}</p>
        <h2 className={classes.title}>{call.title}</h2>
        <p className={classes.facts}>{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <div className={classes.actions}>
        {sound === 'ringing' && (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconBellOff size={16} />}
            onClick={onSilence}
            data-testid="help-call-silence"
          >
            {t('consultations.call.silence')}
          </Button>
        )}
        <Button size="sm" onClick={onAnswer} data-testid="help-answer">
          {t('consultations.call.answer')}
        </Button>
        <CloseButton onClick={onDismiss} aria-label={t('consultations.call.dismiss')} data-testid="help-call-dismiss" />
      </div>
      {sound === 'blocked' && (
        <p className={classes.blocked} data-testid="help-call-blocked">
          <IconVolumeOff size={15} aria-hidden="true" />
          {t('consultations.call.blocked')}
        </p>
      )}
    </article>
  );
}
