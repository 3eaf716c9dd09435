/** The archive's studies, as the server tells them. */
import * as v from 'valibot';
import { requestJson } from './http';

const Organisation = v.object({ id: v.string(), name: v.string() });

const Verdict = v.picklist(['passed', 'warning', 'failed']);

export type Verdict = v.InferOutput<typeof Verdict>;

const studyEntries = {
  study_uid: v.string(),
  /** A DICOM person name with its component groups. */
  patient_name: v.string(),
  patient_id: v.string(),
  birth_date: v.string(),
  sex: v.string(),
  study_date: v.string(),
  study_time: v.string(),
  description: v.string(),
  accession_number: v.string(),
  modalities: v.array(v.string()),
  body_parts: v.array(v.string()),
  series_count: v.number(),
  instance_count: v.number(),
  bytes: v.number(),
  /** The worst of its instances. */
  verdict: Verdict,
  organisation: Organisation,
  updated_at: v.string(),
};

const Study = v.object(studyEntries);

export type Study = v.InferOutput<typeof Study>;

const StudyPage = v.object({ studies: v.array(Study), next: v.nullable(v.string()) });

/** Newest first; `next` leads to the page after it, null on the last. */
export type StudyPage = v.InferOutput<typeof StudyPage>;

/** "" asks for any; days are DICOM dates. */
export interface StudyQuery {
  readonly text: string;
  readonly name: string;
  readonly patient_id: string;
  readonly modality: string;
  readonly body_part: string;
  readonly organisation: string;
  readonly from: string;
  readonly to: string;
}

/** The most studies the server gives at once. */
const PAGE_SIZE = 100;

/** @param cursor of the page; null for the first. Throws ApiError. */
export function fetchStudies(query: StudyQuery, cursor: string | null, signal: AbortSignal): Promise<StudyPage> {
  const parameters = parametersOf(query);
  parameters.set('limit', String(PAGE_SIZE));
  if (cursor !== null) {
    parameters.set('cursor', cursor);
  }
  return requestJson(`/api/archive/studies?${parameters}`, StudyPage, { signal });
}

const Count = v.object({ count: v.number(), exact: v.boolean() });

/** Not exact means "at least so many". */
export type Count = v.InferOutput<typeof Count>;

export function fetchCount(query: StudyQuery, signal: AbortSignal): Promise<Count> {
  return requestJson(`/api/archive/count?${parametersOf(query)}`, Count, { signal });
}

const Facets = v.object({
  modalities: v.array(v.string()),
  body_parts: v.array(v.string()),
  organisations: v.array(Organisation),
});

/** What there is to filter by. */
export type Facets = v.InferOutput<typeof Facets>;

export function fetchFacets(signal: AbortSignal): Promise<Facets> {
  return requestJson('/api/archive/facets', Facets, { signal });
}

const Revision = v.object({ revision: v.string() });

/** Another one than before means that something was added or changed. */
export async function fetchRevision(signal: AbortSignal): Promise<string> {
  return (await requestJson('/api/archive/revision', Revision, { signal })).revision;
}

const Series = v.object({
  series_uid: v.string(),
  modality: v.string(),
  number: v.nullable(v.number()),
  description: v.string(),
  body_part: v.string(),
  station: v.string(),
  manufacturer: v.string(),
  instance_count: v.number(),
  frame_count: v.number(),
  verdict: Verdict,
});

export type Series = v.InferOutput<typeof Series>;

const Reason = v.object({ code: v.string(), verdict: Verdict, detail: v.string(), count: v.number() });

/** A finding of the conformance check, and how many instances have it. */
export type Reason = v.InferOutput<typeof Reason>;

const StudyDetails = v.object({ ...studyEntries, series: v.array(Series), reasons: v.array(Reason) });

export type StudyDetails = v.InferOutput<typeof StudyDetails>;

export function fetchStudy(studyUid: string, signal: AbortSignal): Promise<StudyDetails> {
  return requestJson(`/api/archive/studies/${encodeURIComponent(studyUid)}`, StudyDetails, { signal });
}

/** The address of a study's small picture. */
export function studyThumbnail(studyUid: string): string {
  return `/dicomweb/studies/${encodeURIComponent(studyUid)}/thumbnail`;
}

/** The address of a series' small picture. */
export function seriesThumbnail(studyUid: string, seriesUid: string): string {
  return `/dicomweb/studies/${encodeURIComponent(studyUid)}/series/${encodeURIComponent(seriesUid)}/thumbnail`;
}

function parametersOf(query: StudyQuery): URLSearchParams {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
}
