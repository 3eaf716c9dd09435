/** The filters of the audit log; in as many lines as they need. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterBar } from '../../ui/filter/FilterBar';
import classes from './AuditFilterBar.module.css';
import { AuditFilterFields } from './AuditFilterFields';
import { type AuditFilter, activeConditions, EVERYTHING } from './auditFilter';

interface AuditFilterBarProps {
  readonly filter: AuditFilter;
  readonly onChange: (change: Partial<AuditFilter>) => void;
  /** What stands at the end of the line. */
  readonly children: ReactNode;
}

/** CSS pixels: its lines of fields and the buttons. */
const SHEET_HEIGHT = 330;

export function AuditFilterBar({ filter, onChange, children }: AuditFilterBarProps) {
  const { t } = useTranslation();
  return (
    <FilterBar
      label={t('administration.filter.label')}
      searchLabel={t('administration.filter.text')}
      filter={filter}
      everything={EVERYTHING}
      countActive={activeConditions}
      onChange={onChange}
      fields={<AuditFilterFields filter={filter} onChange={onChange} />}
      sheetHeight={SHEET_HEIGHT}
      testId="audit"
      className={classes.lines}
    >
      {children}
    </FilterBar>
  );
}
