/** How the board's line is: a quiet dot while all is well, words while something is not; asks before unsaved changes are left behind. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBoard, usePart } from '../boardContext';
import classes from './BoardConnection.module.css';
import { useCloseReason } from './useCloseReason';
import { useHoldUnsaved } from './useHoldUnsaved';
import { useLasting } from './useLasting';

/** Saving usually takes less, and what takes less need not be read. Milliseconds. */
const WORTH_SAYING_MS = 3_000;

export function BoardConnection() {
  const { t } = useTranslation();
  const { phase, unsaved, code, refusals } = usePart(useBoard().connection);
  const [seen, setSeen] = useState(refusals);
  const reason = useCloseReason(code);
  const slow = useLasting(unsaved > 0, WORTH_SAYING_MS);
  useHoldUnsaved(unsaved, t('board.connection.leave'));
  const state = reason ?? t(`board.connection.${phase}`);
  const words = [phase === 'synced' ? '' : state, slow ? t('board.connection.unsaved', { count: unsaved }) : ''];
  return (
    <div
      className={classes.state}
      role="status"
      title={state}
      aria-label={t('board.connection.label')}
      data-testid="board-connection"
      data-phase={phase}
      data-unsaved={unsaved}
    >
      <span className={classes.dot} aria-hidden="true" />
      <span>{words.filter(Boolean).join(' · ')}</span>
      {refusals > seen && (
        <span className={classes.notice} role="alert" data-testid="board-refusal">
          {t('board.connection.refusal')}
          <Button size="compact-xs" variant="default" onClick={() => setSeen(refusals)}>
            {t('board.connection.dismiss')}
          </Button>
        </span>
      )}
    </div>
  );
}
