/** The entries, newest first: only the rows in view exist; older ones come on demand. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../api/audit';
import { PHONE } from '../../ui/phone';
import { AuditRow } from './AuditRow';
import classes from './AuditTable.module.css';
import type { AuditLog } from './auditLogStore';

interface AuditTableProps {
  readonly log: AuditLog;
  readonly onOlder: () => void;
  readonly onChoose: (entry: AuditEntry) => void;
}

/** CSS pixels. */
const ROW_HEIGHT = 36;
const CARD_HEIGHT = 62;

const OVERSCAN = 10;

const COLUMNS = ['at', 'actor', 'action', 'target', 'outcome', 'address'] as const;

export function AuditTable({ log, onOlder, onChoose }: AuditTableProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = phone ? CARD_HEIGHT : ROW_HEIGHT;
  const virtualizer = useVirtualizer({
    count: log.entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => log.entries[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  return (
    <div ref={scroller} className={classes.scroller} aria-busy={log.loading} style={rowVariable(rowHeight)}>
      <div role="table" aria-label={t('administration.title')} aria-rowcount={log.more ? -1 : log.entries.length + 1}>
        {!phone && (
          <div role="row" aria-rowindex={1} className={classes.head}>
            {COLUMNS.map((column) => (
              <span key={column} role="columnheader">
                {t(`administration.column.${column}`)}
              </span>
            ))}
          </div>
        )}
        <div className={classes.body} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const entry = log.entries[index];
            return (
              entry !== undefined && (
                <div
                  key={key}
                  className={classes.place}
                  role="presentation"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <AuditRow entry={entry} index={index} onChoose={onChoose} />
                </div>
              )
            );
          })}
        </div>
      </div>
      <div className={classes.end}>
        {log.more || log.loading ? (
          <Button variant="default" size="xs" loading={log.loading} onClick={onOlder} data-testid="audit-older">
            {t('administration.older')}
          </Button>
        ) : (
          t('administration.oldest')
        )}
      </div>
    </div>
  );
}

function rowVariable(height: number): CSSProperties {
  return { '--row-height': `${height}px` } as CSSProperties;
}
