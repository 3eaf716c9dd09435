/** One study that another PACS has. */
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RemoteStudy, startTransfer } from '../../../api/archiveTransfers';
import { writtenDate, writtenTime } from '../../../ui/dicomDate';
import { useAction } from '../../../ui/useAction';
import { usePatientName } from '../../../ui/usePatientName';
import { useSexAndAge } from '../../../ui/useSexAndAge';
import classes from './QueryPanel.module.css';

interface RemoteStudyRowProps {
  readonly study: RemoteStudy;
  readonly peerId: string;
  readonly onRetrieve: () => void;
}

export function RemoteStudyRow({ study, peerId, onRetrieve }: RemoteStudyRowProps) {
  const { t } = useTranslation();
  const name = usePatientName()(study.patient_name);
  const sexAndAge = useSexAndAge();
  const [queued, setQueued] = useState(false);
  const retrieve = useAction(async () => {
    await startTransfer('retrieve', peerId, study.study_uid);
    setQueued(true);
    onRetrieve();
  });
  const amount = study.instance_count === null ? '' : t('archive.query.amount', { count: study.instance_count });
  return (
    <li className={classes.row} data-testid="remote-study">
      <span className={classes.name}>{name.first || t('archive.study.noName')}</span>
      <span className={classes.quiet}>{study.patient_id}</span>
      <span className={classes.quiet}>{sexAndAge(study)}</span>
      <span>{`${writtenDate(study.study_date)} ${writtenTime(study.study_time)}`}</span>
      <span>{study.modalities.join(' ')}</span>
      <span>{study.description}</span>
      <span className={classes.quiet}>{amount}</span>
      <Button
        size="compact-xs"
        variant="light"
        disabled={queued}
        loading={retrieve.busy}
        onClick={retrieve.run}
        data-testid="remote-retrieve"
      >
        {t(queued ? 'archive.query.queued' : 'archive.query.retrieve')}
      </Button>
      {retrieve.problem !== null && (
        <Text size="xs" c="red" role="alert">
          {retrieve.problem}
        </Text>
      )}
    </li>
  );
}
