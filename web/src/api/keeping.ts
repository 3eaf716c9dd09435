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

export async function fetchKept(consultation: string, signal?: AbortSignal): Promise<readonly Kept[]> {
  const path = consultationPath(consultation, 'kept');
  return (await requestJson(path, KeptList, { ...(signal && { signal }) })).kept;
}

export type KeepRequest =
  /** A frozen picture with its marks, into a study; `console_room` tells what it was taken from. */
  | {
      readonly kind: 'image';
      readonly picture: string;
      readonly study_uid: string;
      readonly console_room?: string;
    }
  /** What was drawn, measured or chosen on the images of a study. */
  | { readonly kind: 'marks' | 'measurements' | 'key-images'; readonly study_uid: string };

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
