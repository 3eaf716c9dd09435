/** What a consultation leaves in the archive: pictures, marks, measurements, key images, and its summary. */
import * as v from 'valibot';
import { Consultation, consultationPath } from './consultations';
import { requestJson } from './http';

const Kept = v.object({
  instance_uid: v.string(),
  study_uid: v.string(),
  series_uid: v.string(),
  kind: v.picklist(['image', 'marks', 'measurements', 'key-images', 'summary']),
  /** SHA-256 of the picture it was made of; "" for what is made of something else. */
  picture: v.string(),
  kept_by: v.string(),
  kept_at: v.string(),
});

/** An instance in the archive. */
export type Kept = v.InferOutput<typeof Kept>;

const KeptList = v.object({ kept: v.array(Kept) });

/** A patient whose study begins with a frozen picture. */
export interface NewStudy {
  readonly patient_id: string;
  readonly patient_name: string;
  /** `2026-01-02`. */
  readonly birth_date?: string;
  readonly sex?: 'M' | 'F' | 'O';
}

interface KeepImage {
  readonly kind: 'image';
  readonly picture: string;
  /** The room of the console that it was taken from. */
  readonly console_room?: string;
  /** What the series is called. */
  readonly title?: string;
}

export type KeepRequest =
  /** A frozen picture with what was drawn on it, into a study of the consultation or a new one. */
  | (KeepImage & ({ readonly study_uid: string } | { readonly new_study: NewStudy }))
  /** What was drawn, measured or chosen on the stored images of a study; `all` is the three together. */
  | { readonly kind: 'marks' | 'measurements' | 'key-images' | 'all'; readonly study_uid: string };

/** Answers with what was kept, now or before. */
export async function keep(consultation: string, request: KeepRequest): Promise<readonly Kept[]> {
  const path = consultationPath(consultation, 'keep');
  return (await requestJson(path, KeptList, { method: 'POST', body: request })).kept;
}

/** Makes the summary of a closed consultation again. */
export function remakeSummary(consultation: string): Promise<Consultation> {
  return requestJson(consultationPath(consultation, 'summary'), Consultation, { method: 'POST' });
}

/** The address of the summary as PDF. */
export function summaryAddress(consultation: string): string {
  return consultationPath(consultation, 'summary.pdf');
}
