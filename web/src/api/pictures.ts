/** Pictures that a consultation froze or put into its chat, known by their SHA-256. */
import * as v from 'valibot';
import { consultationPath } from './consultations';
import { requestJson } from './http';

const Picture = v.object({ sha256: v.string(), width: v.number(), height: v.number() });

export type Picture = v.InferOutput<typeof Picture>;

/** The server takes no larger ones. Bytes. */
export const MAX_PICTURE_BYTES = 8 * 1024 * 1024;

/** @param picture a PNG, JPEG or WebP. Throws ApiError. */
export function addPicture(consultation: string, picture: Blob, signal?: AbortSignal): Promise<Picture> {
  const path = consultationPath(consultation, 'pictures');
  return requestJson(path, Picture, { method: 'POST', bytes: picture, ...(signal && { signal }) });
}

/** The address of a picture; what is there never changes. */
export function pictureAddress(consultation: string, sha256: string): string {
  return consultationPath(consultation, 'pictures', sha256);
}
