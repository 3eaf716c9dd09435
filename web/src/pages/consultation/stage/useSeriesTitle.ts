/** What a series is called on the stage. */
import { useTranslation } from 'react-i18next';
import { writtenDate } from '../../../ui/dicomDate';
import { useModality } from '../../../ui/useModality';
import { number, text } from '../../../viewer/dicomJson';
import type { Stack } from '../../../viewer/frames';
import { useConsultationParts } from '../consultationContext';

const SERIES_DESCRIPTION = '0008103E';
const SERIES_NUMBER = '00200011';

export interface SeriesTitle {
  readonly name: string;
  /** Date, series and its number, as far as they are known. */
  readonly detail: string;
}

/** @param stack null while it is on its way */
export function useSeriesTitle(studyUid: string, stack: Stack | null): SeriesTitle {
  const { t } = useTranslation();
  const modality = useModality();
  const { consultation } = useConsultationParts();
  const study = consultation.studies.find(({ study_uid }) => study_uid === studyUid);
  const attributes = stack?.frames[0]?.attributes ?? {};
  const description = text(attributes, SERIES_DESCRIPTION) ?? '';
  const seriesNumber = number(attributes, SERIES_NUMBER);
  const name = study?.description || description || modality(stack?.modality ?? study?.modalities[0] ?? '');
  const detail = [
    writtenDate(study?.date ?? ''),
    seriesNumber === null ? '' : t('viewer.seriesNumber', { number: seriesNumber }),
    description === name ? '' : description,
  ];
  return { name, detail: detail.filter(Boolean).join(' · ') };
}
