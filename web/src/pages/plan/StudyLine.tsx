/** A study in one line: its picture, whose it is, what and when, and what can be done with it here. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { studyThumbnail } from '../../api/archive';
import { writtenDate } from '../../ui/dicomDate';
import { Thumbnail } from '../../ui/Thumbnail';
import { usePatientName } from '../../ui/usePatientName';
import classes from './StudyLine.module.css';

export interface StudyLineProps {
  readonly study: {
    readonly study_uid: string;
    /** "" for those who may not know. */
    readonly patient_name: string;
    readonly patient_id: string;
    readonly description: string;
    readonly modalities: readonly string[];
  };
  /** A DICOM date. */
  readonly date: string;
  readonly organisation: string;
  readonly children?: ReactNode;
}

export function StudyLine({ study, date, organisation, children }: StudyLineProps) {
  const { t } = useTranslation();
  const name = usePatientName()(study.patient_name).first;
  const what = [study.modalities.join(' '), study.description].filter(Boolean).join(' · ');
  const where = [writtenDate(date) || t('archive.study.noDate'), organisation, study.patient_id];
  return (
    <>
      <Thumbnail
        address={studyThumbnail(study.study_uid)}
        label={t('archive.study.thumbnail', { name: name || t('archive.study.noName') })}
        fallback={study.modalities[0] ?? ''}
        size={44}
      />
      <span className={classes.text}>
        <span className={classes.name}>{[name, what].filter(Boolean).join(' · ') || t('archive.study.noName')}</span>
        <span className={classes.quiet}>{where.filter(Boolean).join(' · ')}</span>
      </span>
      {children}
    </>
  );
}
