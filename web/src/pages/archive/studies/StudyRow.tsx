/** One study as a row of the table. */
import { ActionIcon } from '@mantine/core';
import { IconArrowRight, IconInfoCircle } from '@tabler/icons-react';
import { clsx } from 'clsx';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenDate, writtenTime } from '../../../ui/dicomDate';
import { formatBytes } from '../../../ui/formatBytes';
import { useBodyPart } from '../../../ui/useBodyPart';
import { useModality } from '../../../ui/useModality';
import { usePatientName } from '../../../ui/usePatientName';
import { useSexAndAge } from '../../../ui/useSexAndAge';
import { StudyThumbnail } from './StudyThumbnail';
import classes from './StudyRow.module.css';
import { ariaRowIndex, type StudyRowProps } from './studyRowProps';
import { VerdictMark } from './VerdictMark';

export const StudyRow = memo(function StudyRow({ id, study, index, active, arrived, onSelect, onOpen, onDetails }: StudyRowProps) {
  const { t } = useTranslation();
  const patientName = usePatientName();
  const sexAndAge = useSexAndAge();
  const modality = useModality();
  const bodyPart = useBodyPart();
  const name = patientName(study.patient_name);
  const cell = (column: keyof typeof classes, content: React.ReactNode, title?: string) => (
    <span className={classes[column]} role="gridcell" title={title}>
      {content}
    </span>
  );
  return (
    <div
      id={id}
      className={clsx(classes.columns, classes.row)}
      role="row"
      aria-rowindex={ariaRowIndex(index)}
      aria-selected={active}
      data-arrived={arrived}
      data-testid="study-row"
      data-study={study.study_uid}
      onClick={() => onSelect(study.study_uid)}
      onDoubleClick={() => onOpen(study.study_uid)}
    >
      {cell('picture', <StudyThumbnail study={study} size={44} />)}
      <span className={classes.patient} role="gridcell">
        <span className={classes.name} title={name.first} data-testid="study-name">
          {name.first || <span className={classes.unknown}>{t('archive.study.noName')}</span>}
        </span>
        {name.second !== '' && <span className={classes.under}>{name.second}</span>}
      </span>
      {cell('patientId', study.patient_id, study.patient_id)}
      {cell('age', sexAndAge(study))}
      <span className={classes.date} role="gridcell">
        {writtenDate(study.study_date) || <span className={classes.unknown}>{t('archive.study.noDate')}</span>}{' '}
        <span className={classes.time}>{writtenTime(study.study_time)}</span>
      </span>
      {cell('modality', study.modalities.map((code) => (
        <abbr key={code} className={classes.code} title={modality(code)}>
          {code}
        </abbr>
      )))}
      {cell('bodyPart', study.body_parts.map(bodyPart).join(t('archive.separator')), study.body_parts.join(', '))}
      {cell('description', study.description, study.description)}
      {cell('organisation', study.organisation.name, study.organisation.name)}
      {cell('amount', `${study.series_count} / ${study.instance_count}`)}
      {cell('bytes', formatBytes(study.bytes))}
      {cell('verdict', <VerdictMark studyUid={study.study_uid} verdict={study.verdict} />)}
      <span className={classes.actions} role="gridcell">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={t('archive.study.details')}
          data-testid="study-details"
          onClick={() => onDetails(study.study_uid)}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <IconInfoCircle size={17} stroke={1.6} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          size="md"
          aria-label={t('archive.study.open')}
          data-testid="study-open"
          onClick={() => onOpen(study.study_uid)}
        >
          <IconArrowRight size={17} stroke={1.6} />
        </ActionIcon>
      </span>
    </div>
  );
});
