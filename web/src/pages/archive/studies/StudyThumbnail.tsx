/** A study's small picture, fetched once its row has come to rest in view. */
import { useTranslation } from 'react-i18next';
import { type Study, studyThumbnail } from '../../../api/archive';
import { Thumbnail } from '../../../ui/Thumbnail';
import { usePatientName } from '../../../ui/usePatientName';

interface StudyThumbnailProps {
  readonly study: Study;
  /** Of its square, in CSS pixels. */
  readonly size: number;
}

export function StudyThumbnail({ study, size }: StudyThumbnailProps) {
  const { t } = useTranslation();
  const name = usePatientName()(study.patient_name).first || t('archive.study.noName');
  return (
    <Thumbnail
      // A picture that could not be had is asked for again when the study has changed.
      key={study.instance_count}
      address={studyThumbnail(study.study_uid)}
      label={t('archive.study.thumbnail', { name })}
      fallback={study.modalities[0] ?? ''}
      size={size}
    />
  );
}
