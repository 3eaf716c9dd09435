/** The columns of the table of studies, in their order. */

export const STUDY_COLUMNS = [
  'picture',
  'patient',
  'patientId',
  'age',
  'date',
  'modality',
  'bodyPart',
  'description',
  'organisation',
  'amount',
  'bytes',
  'verdict',
  'actions',
] as const;

export type StudyColumn = (typeof STUDY_COLUMNS)[number];
