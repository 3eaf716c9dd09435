/** The filters of the studies in one line. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterBar } from '../../../ui/filter/FilterBar';
import { FilterFields } from './FilterFields';
import { activeFields, EVERYTHING, type StudyFilter } from './studyFilter';
import type { ChangeFilter } from './useStudyFilter';

interface StudyFilterBarProps {
  readonly filter: StudyFilter;
  readonly onChange: ChangeFilter;
  /** What stands at the end of the line. */
  readonly children: ReactNode;
}

/** CSS pixels: its three lines of fields and the buttons. */
const SHEET_HEIGHT = 250;

export function StudyFilterBar({ filter, onChange, children }: StudyFilterBarProps) {
  const { t } = useTranslation();
  return (
    <FilterBar
      label={t('archive.filter.label')}
      searchLabel={t('archive.filter.text')}
      filter={filter}
      everything={EVERYTHING}
      countActive={activeFields}
      onChange={onChange}
      fields={<FilterFields filter={filter} onChange={onChange} />}
      sheetHeight={SHEET_HEIGHT}
      testId="filter"
    >
      {children}
    </FilterBar>
  );
}
