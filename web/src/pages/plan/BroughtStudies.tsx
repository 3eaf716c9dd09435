/** The studies of a consultation, and for those who arrange its stage: adding and taking away. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { bringStudy, takeStudyAway } from '../../api/consultations';
import type { PlannedPartProps } from './planned';
import classes from './Rows.module.css';
import { Section } from './Section';
import { StudyRows } from './StudyRows';
import { StudySearch } from './StudySearch';
import { useDeed } from './useDeed';

export function BroughtStudies({ consultation: { id, studies }, editable, onChanged }: PlannedPartProps) {
  const { t } = useTranslation();
  const { run, problem } = useDeed(onChanged);
  const [searching, { toggle }] = useDisclosure(false);
  const action = editable && (
    <Button
      variant="default"
      size="xs"
      leftSection={searching ? null : <IconPlus size={16} />}
      onClick={toggle}
      data-testid="add-studies"
    >
      {t(searching ? 'consultations.appointment.done' : 'consultations.appointment.addStudies')}
    </Button>
  );
  return (
    <Section title={t('consultations.appointment.studies')} action={action}>
      {studies.length === 0 && !searching && (
        <p className={classes.nothing}>{t('consultations.appointment.noStudies')}</p>
      )}
      <StudyRows
        rows={studies.map((study) => ({ study, date: study.date, organisation: study.organisation }))}
        onRemove={editable ? (uid) => run(() => takeStudyAway(id, uid)) : null}
      />
      {problem !== null && <p role="alert">{problem}</p>}
      {searching && (
        <StudySearch
          chosen={studies.map((study) => study.study_uid)}
          onChoose={(study) => run(() => bringStudy(id, study.study_uid))}
        />
      )}
    </Section>
  );
}
