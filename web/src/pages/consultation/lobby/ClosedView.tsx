/** A consultation that is over: its conclusion, its summary, and the board to look at. */
import { Anchor, Button, Group } from '@mantine/core';
import { IconFileText, IconLayoutDashboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { remakeSummary, summaryAddress } from '../../../api/keeping';
import { LanguageSwitch } from '../../../ui/LanguageSwitch';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useConsultationParts } from '../consultationContext';
import { HomeLink } from '../HomeLink';
import classes from './Lobby.module.css';

export function ClosedView({ onLook }: { readonly onLook: () => void }) {
  const { t, i18n } = useTranslation();
  const { consultation, update } = useConsultationParts();
  const { id, title, question, conclusion, closed_at, host, summary, me } = consultation;
  const { busy, problem, run } = useAction(async () => {
    update(await remakeSummary(id));
  });
  return (
    <div className={classes.lobby} data-testid="consultation-closed">
      <header className={classes.top}>
        <HomeLink />
        <span className={classes.grow} />
        <LanguageSwitch />
      </header>
      <main className={classes.body}>
        <section>
          <h1 className={classes.title}>{title}</h1>
          <p className={classes.question}>{question}</p>
          <dl className={classes.facts}>
            <dt>{t('consultation.host')}</dt>
            <dd>{[host.name, host.organisation].filter(Boolean).join(' · ')}</dd>
            {closed_at !== null && (
              <>
                <dt>{t('consultation.closed.at')}</dt>
                <dd>{new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(closed_at))}</dd>
              </>
            )}
          </dl>
        </section>
        <section className={classes.card}>
          <h2 className={classes.cardTitle}>{t('consultation.closed.conclusion')}</h2>
          <p className={classes.conclusion} data-testid="conclusion">
            {conclusion === '' ? t('consultation.closed.noConclusion') : conclusion}
          </p>
          <Group gap="sm">
            {summary !== null && (
              <Button component="a" href={summaryAddress(id)} target="_blank" rel="noreferrer" leftSection={<IconFileText size={15} />} data-testid="summary">
                {t('consultation.closed.summary')}
              </Button>
            )}
            <Button variant="default" leftSection={<IconLayoutDashboard size={15} />} data-testid="look-back" onClick={onLook}>
              {t('consultation.closed.look')}
            </Button>
          </Group>
          {summary === null && (
            <p className={classes.note}>
              {t('consultation.closed.noSummary')}{' '}
              {me.rights.includes('moderate') && (
                <Anchor component="button" type="button" fz="sm" disabled={busy} onClick={run}>
                  {t('consultation.closed.remake')}
                </Anchor>
              )}
            </p>
          )}
          {problem !== null && <Notice tone="error">{problem}</Notice>}
        </section>
      </main>
    </div>
  );
}
