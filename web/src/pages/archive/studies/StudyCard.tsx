/** One study as a card, for phones: a touch opens it. */
import { IconInfoCircle } from '@tabler/icons-react';
import { clsx } from 'clsx';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenDate, writtenTime } from '../../../ui/dicomDate';
import { useBodyPart } from '../../../ui/useBodyPart';
import { usePatientName } from '../../../ui/usePatientName';
import { useSexAndAge } from '../../../ui/useSexAndAge';
import { RowButton } from './RowButton';
import classes from './StudyCard.module.css';
import { StudyThumbnail } from './StudyThumbnail';
import { rowAttributes, type StudyRowProps } from './studyRowProps';
import { VerdictMark } from './VerdictMark';

export const StudyCard = memo(function StudyCard(props: StudyRowProps) {
  const { study, onOpen, onDetails } = props;
  const { t } = useTranslation();
  const patientName = usePatientName();
  const sexAndAge = useSexAndAge();
  const bodyPart = useBodyPart();
  const name = patientName(study.patient_name);
  const what = [
    study.modalities.join(' '),
    study.body_parts.map(bodyPart).join(t('archive.separator')),
    study.description,
  ];
  const how = [
    `${writtenDate(study.study_date) || t('archive.study.noDate')} ${writtenTime(study.study_time)}`.trim(),
    t('archive.study.imagesShort', { count: study.instance_count }),
  ];
  return (
    <div
      {...rowAttributes(props)}
      className={classes.card}
      onClick={() => onOpen(study.study_uid)}
    >
      <span role="gridcell">
        <StudyThumbnail study={study} size={76} />
      </span>
      <span className={classes.text} role="gridcell">
        <span className={classes.top}>
          <span className={classes.name} data-testid="study-name">
            {name.first || t('archive.study.noName')}
          </span>
          <span className={classes.age}>{sexAndAge(study)}</span>
          <VerdictMark studyUid={study.study_uid} verdict={study.verdict} />
        </span>
        <span className={clsx(classes.line, classes.what)}>{what.filter(Boolean).join(' · ')}</span>
        <span className={clsx(classes.line, classes.quiet)}>{how.join(' · ')}</span>
        <span className={clsx(classes.line, classes.quiet)}>
          {[study.patient_id, study.organisation.name].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span role="gridcell">
        <RowButton
          icon={IconInfoCircle}
          label={t('archive.study.details')}
          testId="study-details"
          large
          onClick={() => onDetails(study.study_uid)}
        />
      </span>
    </div>
  );
});
