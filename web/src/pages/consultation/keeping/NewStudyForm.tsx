/** Whose study a kept picture begins, where none was brought. */
import { Group, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewStudy } from '../../../api/keeping';

const SEXES = ['M', 'F', 'O'] as const;

interface NewStudyFormProps {
  readonly study: NewStudy;
  readonly onChange: (study: NewStudy) => void;
}

export function NewStudyForm({ study, onChange }: NewStudyFormProps) {
  const { t } = useTranslation();
  const { birth_date = '', sex = null, ...required } = study;
  return (
    <Stack gap="xs">
      <Group grow gap="xs">
        <TextInput
          label={t('consultation.keep.patientId')}
          required
          maxLength={64}
          value={study.patient_id}
          data-testid="keep-patient-id"
          onChange={(event) => onChange({ ...study, patient_id: event.currentTarget.value })}
        />
        <TextInput
          label={t('consultation.keep.patientName')}
          required
          maxLength={64}
          value={study.patient_name}
          data-testid="keep-patient-name"
          onChange={(event) => onChange({ ...study, patient_name: event.currentTarget.value })}
        />
      </Group>
      <Group grow gap="xs">
        <TextInput
          type="date"
          label={t('consultation.keep.birthDate')}
          value={birth_date}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ ...required, ...(sex !== null && { sex }), ...(value !== '' && { birth_date: value }) });
          }}
        />
        <Select
          label={t('consultation.keep.sex')}
          clearable
          value={sex}
          data={SEXES.map((value) => ({ value, label: t(`consultation.keep.sexes.${value}`) }))}
          onChange={(value) => onChange({ ...required, ...(birth_date !== '' && { birth_date }), ...(value !== null && { sex: value as (typeof SEXES)[number] }) })}
        />
      </Group>
    </Stack>
  );
}
