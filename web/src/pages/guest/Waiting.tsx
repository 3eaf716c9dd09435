/** The guest waits; the server's events say when that ends. */
import { Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { currentVisit, parseVisitState, type VisitState } from '../../api/guests';
import { ServerEvents } from '../../api/serverEvents';
import { loadConsultationPage } from '../../app/pageLoaders';
import { Notice } from '../../ui/Notice';
import classes from './GuestPage.module.css';

interface WaitingProps {
  /** Null: the server no longer knows this guest. */
  readonly onEvent: (state: VisitState | null) => void;
}

export function Waiting({ onEvent }: WaitingProps) {
  const { t } = useTranslation();
  const [events] = useState(() => {
    const stream = new ServerEvents(
      async () => (await currentVisit()) !== null,
      () => onEvent(null),
    );
    return stream.latest('guest', parseVisitState);
  });
  const { value: state, connected } = useSyncExternalStore(events.subscribe, events.getSnapshot);
  useEffect(() => {
    if (state !== null) {
      onEvent(state);
    }
  }, [state, onEvent]);
  useEffect(() => void loadConsultationPage(), []);

  return (
    <div className={classes.card} role="status" data-testid="guest-waits">
      <Loader type="dots" />
      <h1 className={classes.title}>{t('consultations.visit.waits')}</h1>
      <p className={classes.text}>{t('consultations.visit.waitsText')}</p>
      {state !== null && !connected && (
        <Notice tone="warning" icon={IconPlugConnectedX}>
          {t('consultations.visit.away')}
        </Notice>
      )}
    </div>
  );
}
