/** The audit log: its filters, its entries, one of them in detail, its check, and its export. */
import { Button } from '@mantine/core';
import { IconRefresh, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditEntry, fetchAudit } from '../../api/audit';
import { Hint } from '../../ui/Hint';
import { Notice } from '../../ui/Notice';
import { useServerProblem } from '../../ui/useServerProblem';
import { AuditEntryDrawer } from './AuditEntryDrawer';
import { AuditFilterBar } from './AuditFilterBar';
import classes from './AuditLogView.module.css';
import { AuditTable } from './AuditTable';
import { type AuditFilter, EVERYTHING, queryOf } from './auditFilter';
import { AuditLogStore, type FetchPage } from './auditLogStore';
import { ExportButton } from './ExportButton';
import { VerifyChain } from './VerifyChain';

export function AuditLogView() {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const [filter, setFilter] = useState<AuditFilter>(EVERYTHING);
  const [chosen, setChosen] = useState<AuditEntry | null>(null);
  const fetchPage = useMemo((): FetchPage => {
    const query = queryOf(filter, new Date());
    return (before, signal) => fetchAudit(query, before, signal);
  }, [filter]);
  const store = useMemo(() => new AuditLogStore(fetchPage), [fetchPage]);
  const log = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const change = (changed: Partial<AuditFilter>) => setFilter((before) => ({ ...before, ...changed }));
  const nothing = !log.loading && log.problem === null && log.entries.length === 0;

  return (
    <>
      <div className={classes.top}>
        <h1 className={classes.title}>{t('administration.title')}</h1>
        <span className={classes.quiet}>{t('administration.recorded')}</span>
        <div className={classes.grow} />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={15} />}
          onClick={store.refresh}
          data-testid="audit-refresh"
        >
          {t('administration.refresh')}
        </Button>
        <ExportButton fetchPage={fetchPage} />
        <VerifyChain />
      </div>
      <AuditFilterBar filter={filter} onChange={change}>
        <span className={classes.quiet} data-testid="audit-count">
          {t('administration.count', { count: log.entries.length })}
        </span>
      </AuditFilterBar>
      {log.problem !== null && (
        <div className={classes.problem}>
          <Notice tone="warning">
            {log.problem.code === 'too_broad' ? t('administration.tooBroad') : describe(log.problem)}
          </Notice>
        </div>
      )}
      {nothing ? (
        <Hint icon={IconSearchOff} title={t('administration.nothing')}>
          <p>{t('administration.nothingText')}</p>
        </Hint>
      ) : (
        <AuditTable log={log} onOlder={store.older} onChoose={setChosen} />
      )}
      <AuditEntryDrawer entry={chosen} onClose={() => setChosen(null)} onNarrow={change} />
    </>
  );
}
