/** What is on its way to and from other PACS, newest first. */
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cancelTransfer, retryTransfer, type Transfer } from '../../../api/archiveTransfers';
import { ActionButton } from '../../../ui/ActionButton';
import { useMoment } from '../../../ui/useMoment';
import classes from './TransferList.module.css';

interface TransferListProps {
  /** Null before they are known. */
  readonly transfers: readonly Transfer[] | null;
  readonly onChanged: () => void;
}

export function TransferList({ transfers, onChanged }: TransferListProps) {
  const { t } = useTranslation();
  if (transfers?.length === 0) {
    return <p className={classes.none}>{t('archive.transfers.none')}</p>;
  }
  return (
    <ul className={classes.list}>
      {transfers?.map((transfer) => (
        <TransferRow key={transfer.id} transfer={transfer} onChanged={onChanged} />
      ))}
    </ul>
  );
}

interface TransferRowProps {
  readonly transfer: Transfer;
  readonly onChanged: () => void;
}

function TransferRow({ transfer, onChanged }: TransferRowProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const { id, kind, state, peer, done, total, attempts, error } = transfer;
  const underway = state === 'waiting' || state === 'running';
  return (
    <li className={classes.row} data-testid="transfer-row" data-state={state}>
      <span className={classes.kind}>{t(`archive.transfers.kind.${kind}`)}</span>
      <span className={classes.peer}>{peer.aet}</span>
      <span className={classes.uid} title={transfer.study_uid ?? ''}>
        {transfer.study_uid}
      </span>
      <span className={classes.state} data-state={state}>
        {t(`archive.transfers.state.${state}`)}
        {attempts > 1 && ` · ${t('archive.transfers.attempt', { count: attempts })}`}
      </span>
      <span className={classes.progress}>
        <Progress
          value={total === 0 ? (state === 'done' ? 100 : 0) : (100 * done) / total}
          size={3}
          color={state === 'failed' ? 'var(--poor)' : 'accent'}
          aria-label={t('archive.transfers.progress')}
        />
        <span className={classes.quiet}>{total > 0 ? `${done} / ${total}` : ''}</span>
      </span>
      <span className={classes.quiet}>{moment(transfer.created_at)}</span>
      <span className={classes.actions}>
        {(state === 'failed' || state === 'cancelled') && (
          <ActionButton label={t('archive.transfers.retry')} act={() => retryTransfer(id)} onDone={onChanged} />
        )}
        {underway && (
          <ActionButton label={t('archive.transfers.cancel')} act={() => cancelTransfer(id)} onDone={onChanged} />
        )}
      </span>
      {error !== '' && (
        <span className={classes.error} lang="en">
          {error}
        </span>
      )}
    </li>
  );
}
