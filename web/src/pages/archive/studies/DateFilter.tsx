/** The days studies were made on: a period back from today, or a range. */
import { Button, Group, Input, Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenDate } from '../../../ui/dicomDate';
import { PERIOD_NAMES } from '../../../ui/filter/periods';
import classes from './FilterFields.module.css';
import type { StudyFilter } from './studyFilter';
import type { ChangeFilter } from './useStudyFilter';

interface DateFilterProps {
  readonly filter: StudyFilter;
  readonly onChange: ChangeFilter;
}

type Range = [string | null, string | null];

export function DateFilter({ filter, onChange }: DateFilterProps) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const words = useDays(filter);
  return (
    <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-start" trapFocus>
      <Popover.Target>
        <Input
          component="button"
          type="button"
          size="xs"
          pointer
          className={classes.days as string}
          leftSection={<IconCalendar size={15} />}
          rightSection={
            words !== null && (
              <Input.ClearButton
                onClick={() => onChange({ period: '', from: '', to: '' })}
                aria-label={t('filter.clear')}
              />
            )
          }
          rightSectionPointerEvents="auto"
          onClick={toggle}
          data-testid="filter-date"
        >
          {words ?? <Input.Placeholder>{t('archive.filter.date')}</Input.Placeholder>}
        </Input>
      </Popover.Target>
      <Popover.Dropdown>
        <Group gap={6} mb="sm" wrap="nowrap">
          {PERIOD_NAMES.map((period) => (
            <Button
              key={period}
              size="compact-sm"
              variant={filter.period === period ? 'light' : 'default'}
              data-testid={`filter-period-${period}`}
              onClick={() => {
                onChange({ period, from: '', to: '' });
                close();
              }}
            >
              {t(`filter.${period}`)}
            </Button>
          ))}
        </Group>
        <RangePicker
          filter={filter}
          onChosen={(from, to) => {
            onChange({ period: '', from, to });
            close();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface RangePickerProps {
  readonly filter: StudyFilter;
  readonly onChosen: (from: string, to: string) => void;
}

/** Days are chosen as the first and the last, or one day twice. */
function RangePicker({ filter, onChosen }: RangePickerProps) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>([writtenDate(filter.from) || null, writtenDate(filter.to) || null]);
  return (
    <DatePicker
      type="range"
      size="sm"
      allowSingleDateInRange
      monthLabelFormat={t('filter.monthFormat')}
      value={range}
      onChange={(chosen: Range) => {
        setRange(chosen);
        const [from, to] = chosen;
        if (from !== null && to !== null) {
          onChosen(from.replaceAll('-', ''), to.replaceAll('-', ''));
        }
      }}
    />
  );
}

/** The chosen days in words; null for any. */
function useDays({ period, from, to }: StudyFilter): string | null {
  const { t } = useTranslation();
  if (period !== '') {
    return t(`filter.${period}`);
  }
  if (from !== '' && to !== '') {
    return from === to ? writtenDate(from) : `${shortDay(from)} – ${shortDay(to)}`;
  }
  if (from !== '') {
    return t('archive.filter.since', { day: writtenDate(from) });
  }
  return to === '' ? null : t('archive.filter.until', { day: writtenDate(to) });
}

/** `20260102` as `26-01-02`: a range has to fit. */
function shortDay(day: string): string {
  return writtenDate(day).slice(2);
}
