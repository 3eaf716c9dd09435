/** Which series of a study have pictures: reports, plans and presentation states have none. */
import type { Series, StudyDetails } from '../../api/archive';

const WITHOUT_IMAGES = new Set(['SR', 'PR', 'KO', 'RTSTRUCT', 'RTPLAN', 'REG', 'DOC', 'ECG', 'HD', 'AU', 'FID', 'PLAN', 'M3D']);

/** By series number, those without one last. */
export function seriesWithImages(study: StudyDetails): readonly Series[] {
  return study.series
    .filter(({ modality }) => !WITHOUT_IMAGES.has(modality))
    .toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || a.series_uid.localeCompare(b.series_uid));
}
