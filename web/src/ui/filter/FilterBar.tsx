/** The filters of a list in one line; on a phone the search, and the others on a sheet. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../phone';
import classes from './FilterBar.module.css';
import { FilterSheet } from './FilterSheet';
import { SearchField } from './SearchField';

interface FilterBarProps<Filter extends { readonly text: string }> {
  readonly label: string;
  readonly searchLabel: string;
  readonly filter: Filter;
  /** The filter that narrows nothing. */
  readonly everything: Filter;
  readonly countActive: (filter: Filter) => number;
  readonly onChange: (change: Partial<Filter>) => void;
  /** The filters besides the search. */
  readonly fields: ReactNode;
  /** CSS pixels: the fields' lines on the sheet, and its buttons. */
  readonly sheetHeight: number;
  /** At the end of the line; on a phone at the end of the sheet. */
  readonly children?: ReactNode;
  /** What the names of its parts begin with, for tests. */
  readonly testId: string;
  readonly className?: string | undefined;
}

export function FilterBar<Filter extends { readonly text: string }>(props: FilterBarProps<Filter>) {
  const { label, searchLabel, filter, everything, countActive, onChange, fields, sheetHeight, children, testId } = props;
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE) ?? false;
  const ofText = (text: string) => ({ text }) as Partial<Filter>;
  return (
    <search className={`${classes.bar} ${props.className ?? ''}`} aria-label={label}>
      <SearchField
        label={searchLabel}
        text={filter.text}
        onSearch={(text) => onChange(ofText(text))}
        testId={`${testId}-text`}
      />
      {phone ? (
        <FilterSheet
          label={label}
          active={countActive({ ...filter, text: '' })}
          height={sheetHeight}
          onClear={() => onChange({ ...everything, text: filter.text })}
          fields={fields}
          testId={`${testId}-open`}
        >
          {children}
        </FilterSheet>
      ) : (
        <>
          {fields}
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            className={classes.clear as string}
            data-shown={countActive(filter) > 0}
            leftSection={<IconX size={13} />}
            onClick={() => onChange(everything)}
          >
            {t('filter.clear')}
          </Button>
          <div className={classes.grow} />
          {children}
        </>
      )}
    </search>
  );
}
