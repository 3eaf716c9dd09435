/** The pictures of a series, fetched from the archive. */
import { browserSurroundings, request } from './archiveRequest';
import type { Dataset } from './dicomJson';
import { type Stack, stacksOf } from './frames';

const ACCEPT = 'application/dicom+json';

/** Throws ApiError like `request`. */
export async function fetchStacks(studyUid: string, seriesUid: string, signal: AbortSignal): Promise<readonly Stack[]> {
  const path = `/dicomweb/studies/${studyUid}/series/${seriesUid}`;
  const { bytes } = await request(`${path}/metadata`, ACCEPT, signal, browserSurroundings);
  return stacksOf(JSON.parse(new TextDecoder().decode(bytes)) as Dataset[], path);
}
