/** The filters in one line; on a phone the search, and the others on a sheet. */
import { Button, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../../../ui/phone';
import classes from './FilterBar.module.css';
import { FilterFields } from './FilterFields';
import { SearchField } from './SearchField';
import { activeFields, EVERYTHING, type StudyFilter } from './studyFilter';
import type { ChangeFilter } from './useStudyFilter';

interface FilterBarProps {
  readonly filter: StudyFilter;
  readonly onChange: ChangeFilter;
  /** What stands at the end of the line. */
  readonly children: ReactNode;
}

/** CSS pixels: its three lines of fields and the buttons. */
const SHEET_HEIGHT = 250;

export function FilterBar({ filter, onChange, children }: FilterBarProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE);
  const active = activeFields(filter);
  return (
    <search className={classes.bar} aria-label={t('archive.filter.label')}>
      <SearchField filter={filter} onChange={onChange} />
      {phone ? (
        <FilterSheet filter={filter} onChange={onChange}>
          {children}
        </FilterSheet>
      ) : (
        <>
          <FilterFields filter={filter} onChange={onChange} />
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            className={classes.clear}
            data-shown={active > 0}
            leftSection={<IconX size={13} />}
            onClick={() => onChange(EVERYTHING)}
          >
            {t('archive.filter.clear')}
          </Button>
          <div className={classes.grow} />
          {children}
        </>
      )}
    </search>
  );
}

function FilterSheet({ filter, onChange, children }: FilterBarProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const active = activeFields({ ...filter, text: '' });
  return (
    <>
      <Button
        variant={active > 0 ? 'light' : 'default'}
        size="xs"
        leftSection={<IconAdjustmentsHorizontal size={16} />}
        onClick={open}
        data-testid="filter-open"
      >
        {active > 0 ? t('archive.filter.openActive', { count: active }) : t('archive.filter.open')}
      </Button>
      <Drawer opened={opened} onClose={close} position="bottom" size={SHEET_HEIGHT} title={t('archive.filter.label')}>
        <div className={classes.sheet}>
          <FilterFields filter={filter} onChange={onChange} />
          <div className={classes.sheetEnd}>
            {children}
            <div className={classes.grow} />
            <Button variant="default" onClick={() => onChange({ ...EVERYTHING, text: filter.text })}>
              {t('archive.filter.clear')}
            </Button>
            <Button onClick={close}>{t('archive.filter.show')}</Button>
          </div>
        </div>
      </Drawer>
    </>
  );
}
