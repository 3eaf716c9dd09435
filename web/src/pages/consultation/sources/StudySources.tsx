/** The studies of the consultation, each with its series. */
import { Loader } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchStudy, seriesThumbnail } from '../../../api/archive';
import type { BroughtStudy } from '../../../api/consultations';
import type { CellContent } from '../../../board/schema';
import { writtenDate } from '../../../ui/dicomDate';
import { useAnswer } from '../../../ui/useAnswer';
import { useModality } from '../../../ui/useModality';
import { usePatientName } from '../../../ui/usePatientName';
import { seriesWithImages } from '../../viewer/seriesWithImages';
import { useConsultationParts } from '../consultationContext';
import { SourceCard } from './SourceCard';
import classes from './SourceDialog.module.css';

type Choose = (content: CellContent) => void;

export function StudySources({ onChoose }: { readonly onChoose: Choose }) {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  return (
    <section className={classes.section}>
      <h3>{t('consultation.sources.studies')}</h3>
      {consultation.studies.map((study) => (
        <StudySeries key={study.study_uid} study={study} onChoose={onChoose} />
      ))}
      {consultation.studies.length === 0 && <p className={classes.none}>{t('consultation.sources.noStudies')}</p>}
    </section>
  );
}

function StudySeries({ study, onChoose }: { readonly study: BroughtStudy; readonly onChoose: Choose }) {
  const { t } = useTranslation();
  const modality = useModality();
  const patientName = usePatientName();
  const ask = useCallback((signal: AbortSignal) => fetchStudy(study.study_uid, signal), [study.study_uid]);
  const { value, problem } = useAnswer(ask);
  const title = study.description || study.modalities.map(modality).join(' ');
  return (
    <div className={classes.study}>
      <div className={classes.studyTitle}>
        <b>{title}</b>
        <span>{[writtenDate(study.date), patientName(study.patient_name).first, study.organisation].filter(Boolean).join(' · ')}</span>
      </div>
      {problem !== null && <p className={classes.none}>{t('consultation.series.refused')}</p>}
      {value === null && problem === null && <Loader size="xs" type="dots" />}
      <div className={classes.grid}>
        {value !== null &&
          seriesWithImages(value).map((series) => (
            <SourceCard
              key={series.series_uid}
              kind="series"
              source={series.series_uid}
              picture={<img src={seriesThumbnail(study.study_uid, series.series_uid)} alt="" loading="lazy" onError={(event) => (event.currentTarget.hidden = true)} />}
              name={series.description || modality(series.modality)}
              detail={[series.modality, t('consultation.sources.images', { count: Math.max(series.frame_count, series.instance_count) })].join(' · ')}
              onClick={() => onChoose({ kind: 'series', study: study.study_uid, series: series.series_uid, part: 0 })}
            />
          ))}
      </div>
    </div>
  );
}
