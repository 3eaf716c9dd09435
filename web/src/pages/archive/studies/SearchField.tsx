/** One search over everything a study is known by. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './FilterFields.module.css';
import type { StudyFilter } from './studyFilter';
import { useTyping } from '../../../ui/useTyping';
import type { ChangeFilter } from './useStudyFilter';

interface SearchFieldProps {
  readonly filter: StudyFilter;
  readonly onChange: ChangeFilter;
}

export function SearchField({ filter, onChange }: SearchFieldProps) {
  const { t } = useTranslation();
  const typing = useTyping(filter.text, (text) => onChange({ text }));
  return (
    <TextInput
      {...typing}
      type="search"
      size="xs"
      className={classes.search as string}
      leftSection={<IconSearch size={15} />}
      placeholder={t('archive.filter.text')}
      aria-label={t('archive.filter.text')}
      data-testid="filter-text"
    />
  );
}
