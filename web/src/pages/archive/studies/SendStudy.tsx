/** Sends a study to another PACS, through the archive's queue. */
import { Button, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchPeers, startTransfer } from '../../../api/archiveTransfers';
import { useAnswer } from '../../../ui/useAnswer';
import { useServerProblem } from '../../../ui/useServerProblem';
import classes from './SendStudy.module.css';

interface SendStudyProps {
  readonly studyUid: string;
  readonly administrator: boolean;
}

export function SendStudy({ studyUid, administrator }: SendStudyProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { value: peers, problem } = useAnswer(fetchPeers);
  const [peerId, setPeerId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly good: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  if (problem !== null) {
    return <Text role="alert">{describe(problem)}</Text>;
  }
  if (peers?.length === 0) {
    return <Text c="dimmed">{t(administrator ? 'archive.details.noPeersAdmin' : 'archive.details.noPeers')}</Text>;
  }
  const send = async (to: string) => {
    setBusy(true);
    try {
      await startTransfer('send', to, studyUid);
      setOutcome({ text: t('archive.details.sent'), good: true });
    } catch (error) {
      setOutcome({ text: describe(error), good: false });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className={classes.line}>
        <Select
          className={classes.choice as string}
          data={(peers ?? []).map(({ id, aet, organisation }) => ({
            value: id,
            label: `${aet} · ${organisation.name}`,
          }))}
          value={peerId}
          onChange={setPeerId}
          placeholder={t('archive.details.sendTo')}
          aria-label={t('archive.details.sendTo')}
        />
        <Button
          variant="default"
          disabled={peerId === null}
          loading={busy}
          onClick={() => peerId !== null && void send(peerId)}
        >
          {t('archive.details.sendStart')}
        </Button>
      </div>
      {outcome !== null && (
        <Text mt={8} c={outcome.good ? 'dimmed' : 'red'} role={outcome.good ? 'status' : 'alert'}>
          {outcome.text}
        </Text>
      )}
    </>
  );
}
