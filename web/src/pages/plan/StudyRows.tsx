/** Studies that are brought along, each with a button that takes it away again. */
import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePatientName } from '../../ui/usePatientName';
import { StudyLine, type StudyLineProps } from './StudyLine';
import classes from './Rows.module.css';

export type BroughtRow = Pick<StudyLineProps, 'study' | 'date' | 'organisation'>;

interface StudyRowsProps {
  readonly rows: readonly BroughtRow[];
  /** Null where the person may not take any away. */
  readonly onRemove: ((studyUid: string) => void) | null;
}

export function StudyRows({ rows, onRemove }: StudyRowsProps) {
  const { t } = useTranslation();
  const patientName = usePatientName();
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <li key={row.study.study_uid} className={classes.row} data-testid="plan-study" data-study={row.study.study_uid}>
          <StudyLine {...row}>
            {onRemove !== null && (
              <CloseButton
                onClick={() => onRemove(row.study.study_uid)}
                aria-label={t('consultations.plan.removeStudy', {
                  name: patientName(row.study.patient_name).first || t('archive.study.noName'),
                })}
              />
            )}
          </StudyLine>
        </li>
      ))}
    </ul>
  );
}
