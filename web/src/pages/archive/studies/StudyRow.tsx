/** One study as a row of the table. */
import { IconArrowRight, IconInfoCircle } from '@tabler/icons-react';
import { clsx } from 'clsx';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenDate, writtenTime } from '../../../ui/dicomDate';
import { formatBytes } from '../../../ui/formatBytes';
import { useBodyPart } from '../../../ui/useBodyPart';
import { useModality } from '../../../ui/useModality';
import { usePatientName } from '../../../ui/usePatientName';
import { useSexAndAge } from '../../../ui/useSexAndAge';
import { RowButton } from './RowButton';
import classes from './StudyRow.module.css';
import { StudyThumbnail } from './StudyThumbnail';
import type { StudyColumn } from './studyColumns';
import { rowAttributes, type StudyRowProps } from './studyRowProps';
import { VerdictMark } from './VerdictMark';

export const StudyRow = memo(function StudyRow(props: StudyRowProps) {
  const { study, onSelect, onOpen, onDetails } = props;
  const { t } = useTranslation();
  const sexAndAge = useSexAndAge();
  const modality = useModality();
  const bodyPart = useBodyPart();
  return (
    <div
      {...rowAttributes(props)}
      className={clsx(classes.columns, classes.row)}
      onClick={() => onSelect(study.study_uid)}
      onDoubleClick={() => onOpen(study.study_uid)}
    >
      <Cell column="picture">
        <StudyThumbnail study={study} size={44} />
      </Cell>
      <Cell column="patient">
        <PatientName raw={study.patient_name} />
      </Cell>
      <Cell column="patientId" title={study.patient_id}>
        {study.patient_id}
      </Cell>
      <Cell column="age">{sexAndAge(study)}</Cell>
      <Cell column="date">
        {writtenDate(study.study_date) || <span className={classes.unknown}>{t('archive.study.noDate')}</span>}{' '}
        <span className={classes.time}>{writtenTime(study.study_time)}</span>
      </Cell>
      <Cell column="modality">
        {study.modalities.map((code) => (
          <abbr key={code} className={classes.code} title={modality(code)}>
            {code}
          </abbr>
        ))}
      </Cell>
      <Cell column="bodyPart" title={study.body_parts.join(', ')}>
        {study.body_parts.map(bodyPart).join(t('archive.separator'))}
      </Cell>
      <Cell column="description" title={study.description}>
        {study.description}
      </Cell>
      <Cell column="organisation" title={study.organisation.name}>
        {study.organisation.name}
      </Cell>
      <Cell column="amount">
        {study.series_count} / {study.instance_count}
      </Cell>
      <Cell column="bytes">{formatBytes(study.bytes)}</Cell>
      <Cell column="verdict">
        <VerdictMark studyUid={study.study_uid} verdict={study.verdict} />
      </Cell>
      <Cell column="actions">
        <RowButton
          icon={IconInfoCircle}
          label={t('archive.study.details')}
          testId="study-details"
          onClick={() => onDetails(study.study_uid)}
        />
        <RowButton
          icon={IconArrowRight}
          label={t('archive.study.open')}
          testId="study-open"
          onClick={() => onOpen(study.study_uid)}
        />
      </Cell>
    </div>
  );
});

interface CellProps {
  readonly column: StudyColumn;
  /** The whole of what may be cut off. */
  readonly title?: string;
  readonly children: ReactNode;
}

function Cell({ column, title, children }: CellProps) {
  return (
    <span className={classes[column]} role="gridcell" title={title}>
      {children}
    </span>
  );
}

function PatientName({ raw }: { readonly raw: string }) {
  const { t } = useTranslation();
  const { first, second } = usePatientName()(raw);
  return (
    <>
      <span className={classes.name} title={first} data-testid="study-name">
        {first || <span className={classes.unknown}>{t('archive.study.noName')}</span>}
      </span>
      {second !== '' && <span className={classes.under}>{second}</span>}
    </>
  );
}
