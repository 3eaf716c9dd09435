/** One entry in one line; a click or Enter shows all of it. */
import { clsx } from 'clsx';
import { type KeyboardEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../api/audit';
import { useMoment } from '../../ui/useMoment';
import classes from './AuditTable.module.css';
import { useAuditNames } from './useAuditNames';

interface AuditRowProps {
  readonly entry: AuditEntry;
  /** In the list, from 0. */
  readonly index: number;
  readonly onChoose: (entry: AuditEntry) => void;
}

export const AuditRow = memo(function AuditRow({ entry, index, onChoose }: AuditRowProps) {
  const { t } = useTranslation();
  const moment = useMoment('medium');
  const names = useAuditNames();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(entry);
    }
  };
  return (
    <div
      className={classes.row}
      role="row"
      // The row of the names of the columns is the first.
      aria-rowindex={index + 2}
      aria-label={t('administration.entry.details', { id: entry.id })}
      tabIndex={0}
      onClick={() => onChoose(entry)}
      onKeyDown={onKeyDown}
      data-testid="audit-row"
      data-action={entry.action}
    >
      <span role="cell" className={clsx(classes.quiet, classes.at)}>
        {moment(entry.at)}
      </span>
      <span role="cell" className={classes.actor}>
        {names.actor(entry.actor)}
      </span>
      <span role="cell" className={classes.action}>
        {names.action(entry.action)}
      </span>
      <span role="cell" className={clsx(classes.quiet, classes.target)}>
        {entry.target}
      </span>
      <span role="cell" className={clsx(classes.outcome, entry.outcome === 'refused' ? classes.refused : classes.quiet)}>
        {t(`administration.outcome.${entry.outcome}`)}
      </span>
      <span role="cell" className={clsx(classes.quiet, classes.address)}>
        {entry.address}
      </span>
    </div>
  );
});
