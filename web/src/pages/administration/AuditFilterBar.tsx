/** The filters of the audit log in one line; on a phone the search, and the others on a sheet. */
import { Button, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../../ui/phone';
import classes from './AuditFilterBar.module.css';
import { AuditFilterFields, SearchField } from './AuditFilterFields';
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
  const phone = useMediaQuery(PHONE) ?? false;
  return (
    <search className={classes.bar} aria-label={t('administration.filter.label')}>
      <SearchField filter={filter} onChange={onChange} />
      {phone ? (
        <FilterSheet filter={filter} onChange={onChange} />
      ) : (
        <>
          <AuditFilterFields filter={filter} onChange={onChange} />
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            className={classes.clear as string}
            data-shown={activeConditions(filter) > 0}
            leftSection={<IconX size={13} />}
            onClick={() => onChange(EVERYTHING)}
          >
            {t('administration.filter.clear')}
          </Button>
          <div className={classes.grow} />
        </>
      )}
      {children}
    </search>
  );
}

function FilterSheet({ filter, onChange }: Omit<AuditFilterBarProps, 'children'>) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const active = activeConditions({ ...filter, text: '' });
  return (
    <>
      <Button
        variant={active > 0 ? 'light' : 'default'}
        size="xs"
        leftSection={<IconAdjustmentsHorizontal size={16} />}
        onClick={open}
        data-testid="audit-filter-open"
      >
        {active > 0 ? t('administration.filter.openActive', { count: active }) : t('administration.filter.open')}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size={SHEET_HEIGHT}
        title={t('administration.filter.label')}
      >
        <div className={classes.sheet}>
          <AuditFilterFields filter={filter} onChange={onChange} />
        </div>
        <div className={classes.sheetEnd}>
          <Button variant="default" onClick={() => onChange({ ...EVERYTHING, text: filter.text })}>
            {t('administration.filter.clear')}
          </Button>
          <Button onClick={close}>{t('administration.filter.show')}</Button>
        </div>
      </Drawer>
    </>
  );
}
