/** What studies can be narrowed by, besides the search. */
import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fetchFacets } from '../../../api/archive';
import { useAnswer } from '../../../ui/useAnswer';
import { useBodyPart } from '../../../ui/useBodyPart';
import { useModality } from '../../../ui/useModality';
import { DateFilter } from './DateFilter';
import classes from './FilterFields.module.css';
import type { StudyFilter } from './studyFilter';
import { useTyping } from '../../../ui/useTyping';
import type { ChangeFilter } from './useStudyFilter';

interface FilterFieldsProps {
  readonly filter: StudyFilter;
  readonly onChange: ChangeFilter;
}

export function FilterFields({ filter, onChange }: FilterFieldsProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const bodyPart = useBodyPart();
  const { value: facets, reload } = useAnswer(fetchFacets);
  const name = useTyping(filter.name, (text) => onChange({ name: text }));
  const patientId = useTyping(filter.patientId, (text) => onChange({ patientId: text }));

  const text = (label: string) =>
    ({ size: 'xs', placeholder: label, 'aria-label': label, className: classes.text as string }) as const;
  const choice = (label: string, value: string, field: 'modality' | 'bodyPart' | 'organisation') =>
    ({
      size: 'xs',
      placeholder: label,
      'aria-label': label,
      className: classes.choice as string,
      clearable: true,
      searchable: true,
      nothingFoundMessage: t('archive.filter.nothingSuch'),
      comboboxProps: { width: 'max-content', position: 'bottom-start' },
      value: value === '' ? null : value,
      onChange: (chosen: string | null) => onChange({ [field]: chosen ?? '' }),
      onDropdownOpen: reload,
      'data-testid': `filter-${field}`,
    }) as const;

  return (
    <>
      <TextInput {...text(t('archive.filter.name'))} {...name} data-testid="filter-name" />
      <TextInput {...text(t('archive.filter.patientId'))} {...patientId} data-testid="filter-patient-id" />
      <DateFilter filter={filter} onChange={onChange} />
      <Select
        {...choice(t('archive.filter.modality'), filter.modality, 'modality')}
        data={withChosen(facets?.modalities ?? [], filter.modality).map((code) => ({
          value: code,
          label: modality(code) === code ? code : `${code} ${modality(code)}`,
        }))}
      />
      <Select
        {...choice(t('archive.filter.bodyPart'), filter.bodyPart, 'bodyPart')}
        data={withChosen(facets?.body_parts ?? [], filter.bodyPart).map((term) => ({
          value: term,
          label: bodyPart(term),
        }))}
      />
      <Select
        {...choice(t('archive.filter.organisation'), filter.organisation, 'organisation')}
        data={(facets?.organisations ?? []).map(({ id, name: label }) => ({ value: id, label }))}
      />
    </>
  );
}

/** What was chosen is shown before the server has told what there is. */
function withChosen(terms: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || terms.includes(chosen) ? terms : [chosen, ...terms];
}
