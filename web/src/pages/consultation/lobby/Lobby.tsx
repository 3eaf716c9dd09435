/** Before entering: what it is about, who is there, and one's own microphone, camera and speaker, tried out. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { openConsultation } from '../../../api/consultations';
import { LanguageSwitch } from '../../../ui/LanguageSwitch';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useConsultationParts } from '../consultationContext';
import { DeviceCard } from './DeviceCard';
import { HomeLink } from '../HomeLink';
import classes from './Lobby.module.css';
import { LobbyFacts } from './LobbyFacts';

export function Lobby({ onEnter }: { readonly onEnter: () => void }) {
  const { t } = useTranslation();
  const { consultation, update } = useConsultationParts();
  const { title, question, state, me } = consultation;
  const planned = state === 'planned';
  const { busy, problem, run } = useAction(async () => {
    if (planned) {
      update(await openConsultation(consultation.id));
    }
    onEnter();
  });
  return (
    <div className={classes.lobby} data-testid="lobby">
      <header className={classes.top}>
        <HomeLink />
        <span className={classes.grow} />
        <LanguageSwitch />
      </header>
      <main className={classes.body}>
        <section>
          <h1 className={classes.title}>{title}</h1>
          {question !== '' && <p className={classes.question}>{question}</p>}
          <LobbyFacts />
          {problem !== null && <Notice tone="error">{problem}</Notice>}
          <Button size="md" loading={busy} disabled={planned && !me.host} data-testid="lobby-enter" data-autofocus onClick={run}>
            {planned && me.host ? t('consultation.lobby.open') : t('consultation.lobby.enter')}
          </Button>
          {planned && !me.host && (
            <p className={classes.note} role="status">
              {t('consultation.lobby.notOpen')}
            </p>
          )}
        </section>
        <DeviceCard />
      </main>
    </div>
  );
}
