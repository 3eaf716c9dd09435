/** One entry of the audit log with everything it says, and ways to others like it. */
import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../api/audit';
import { Facts } from '../../ui/Facts';
import { PHONE } from '../../ui/phone';
import { useMoment } from '../../ui/useMoment';
import classes from './AuditEntryDrawer.module.css';
import { type AuditFilter, EVERYTHING } from './auditFilter';
import { useAuditNames } from './useAuditNames';

interface AuditEntryDrawerProps {
  /** Null while it is closed. */
  readonly entry: AuditEntry | null;
  readonly onClose: () => void;
  readonly onNarrow: (filter: Partial<AuditFilter>) => void;
}

export function AuditEntryDrawer({ entry, onClose, onNarrow }: AuditEntryDrawerProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE) ?? false;
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '80%' : 420}
      title={entry === null ? '' : t('administration.entry.title', { id: entry.id })}
      closeButtonProps={{ 'aria-label': t('administration.entry.close') }}
      overlayProps={{ backgroundOpacity: 0.35 }}
    >
      {entry !== null && (
        <Entry
          entry={entry}
          onNarrow={(filter) => {
            onNarrow({ ...EVERYTHING, ...filter });
            onClose();
          }}
        />
      )}
    </Drawer>
  );
}

function Entry({ entry, onNarrow }: Omit<AuditEntryDrawerProps, 'entry' | 'onClose'> & { readonly entry: AuditEntry }) {
  const { t } = useTranslation();
  const moment = useMoment('medium');
  const names = useAuditNames();
  const facts = [
    [t('administration.column.at'), moment(entry.at)],
    [t('administration.column.actor'), `${names.actor(entry.actor)} (${entry.actor})`],
    [t('administration.column.action'), `${names.action(entry.action)} (${entry.action})`],
    [t('administration.column.target'), entry.target],
    [t('administration.column.outcome'), t(`administration.outcome.${entry.outcome}`)],
    [t('administration.column.address'), entry.address],
  ] as const;
  const detail = Object.entries(entry.detail).map(([name, value]) => [name, String(value)] as const);
  return (
    <div className={classes.entry} data-testid="audit-entry">
      <Facts facts={facts} />
      <h2 className={classes.heading}>{t('administration.entry.detail')}</h2>
      {detail.length === 0 ? <p className={classes.quiet}>{t('administration.entry.noDetail')}</p> : <Facts facts={detail} />}
      <div className={classes.ways}>
        <Button variant="default" size="xs" onClick={() => onNarrow({ actor: entry.actor })}>
          {t('administration.entry.onlyActor')}
        </Button>
        <Button variant="default" size="xs" onClick={() => onNarrow({ action: entry.action })}>
          {t('administration.entry.onlyAction')}
        </Button>
        {entry.target !== '' && (
          <Button variant="default" size="xs" onClick={() => onNarrow({ target: entry.target })}>
            {t('administration.entry.onlyTarget')}
          </Button>
        )}
      </div>
    </div>
  );
}
