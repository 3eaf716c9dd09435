/** Whether the slices of a series make a volume, as the server has worked it out from their places. */
import * as v from 'valibot';
import { requestJson } from '../api/http';

const SeriesGeometry = v.object({
  regular: v.boolean(),
  slice_spacing_mm: v.nullable(v.number()),
  tilt_deg: v.nullable(v.number()),
  reasons: v.array(v.object({ code: v.string(), detail: v.string() })),
});

export type SeriesGeometry = v.InferOutput<typeof SeriesGeometry>;

/** Throws ApiError. */
export function fetchGeometry(seriesUid: string, signal: AbortSignal): Promise<SeriesGeometry> {
  return requestJson(`/api/archive/series/${seriesUid}/geometry`, SeriesGeometry, { signal });
}
