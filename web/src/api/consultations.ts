/** Consultations: what is known of one, planning, starting and closing it, and who is part of it. */
import * as v from 'valibot';
import { requestJson } from './http';
import { Rights } from './rights';

/** Only ever forward. */
const State = v.picklist(['planned', 'open', 'closed']);

const Named = v.object({ id: v.string(), name: v.string() });

const Host = v.object({ id: v.string(), name: v.string(), organisation: v.string() });

/** A person, or an organisation all of whose people are invited. */
const Member = v.variant('kind', [
  v.object({ kind: v.literal('person'), id: v.string(), name: v.string(), organisation: v.string(), role: v.string() }),
  v.object({ kind: v.literal('organisation'), ...Named.entries }),
]);

export type Member = v.InferOutput<typeof Member>;

const Attendee = v.object({ id: v.string(), name: v.string(), organisation: v.string(), role: v.string() });

/** Somebody who is there; the role of guests is `guest`. */
export type Attendee = v.InferOutput<typeof Attendee>;

const BroughtStudy = v.object({
  study_uid: v.string(),
  description: v.string(),
  /** A DICOM date. */
  date: v.string(),
  modalities: v.array(v.string()),
  /** "" for those who may not know whose study it is; so is `patient_id`. */
  patient_name: v.string(),
  patient_id: v.string(),
  organisation: v.string(),
  added_by: v.string(),
  added_at: v.string(),
});

export type BroughtStudy = v.InferOutput<typeof BroughtStudy>;

const BroughtConsole = v.object({
  /** The console's own room. */
  room: v.string(),
  name: v.string(),
  organisation: v.string(),
  modality: v.string(),
  on_air: v.boolean(),
});

export type BroughtConsole = v.InferOutput<typeof BroughtConsole>;

const Me = v.object({ ...Attendee.entries, host: v.boolean(), rights: Rights });

/** The attendee that this page belongs to. */
export type Me = v.InferOutput<typeof Me>;

/** Times are ISO 8601, null until they come. */
const times = {
  planned_for: v.nullable(v.string()),
  opened_at: v.nullable(v.string()),
  closed_at: v.nullable(v.string()),
};

export const Consultation = v.object({
  id: v.string(),
  title: v.string(),
  question: v.string(),
  state: State,
  urgent: v.boolean(),
  host: Host,
  ...times,
  created_at: v.string(),
  room: v.string(),
  conclusion: v.string(),
  members: v.array(Member),
  studies: v.array(BroughtStudy),
  consoles: v.array(BroughtConsole),
  present: v.array(Attendee),
  /** Numbers of the palette, by the attendee ids of everybody who ever came. */
  colours: v.record(v.string(), v.number()),
  /** Told to those who may let them in; 0 otherwise. */
  guests_waiting: v.number(),
  me: Me,
  summary: v.nullable(v.object({ study_uid: v.string(), instance_uid: v.string() })),
});

export type Consultation = v.InferOutput<typeof Consultation>;

const Brief = v.object({
  id: v.string(),
  title: v.string(),
  state: State,
  urgent: v.boolean(),
  host: Host,
  ...times,
  /** Names. */
  consoles: v.array(v.string()),
  studies: v.number(),
  present: v.number(),
  /** Told to those who may let them in; 0 otherwise. */
  guests_waiting: v.number(),
  /** Whether its summary can be read. */
  summary: v.boolean(),
  /** Of the first console. */
  console_room: v.nullable(v.string()),
});

/** A consultation as lists show it. */
export type Brief = v.InferOutput<typeof Brief>;

const Briefs = v.object({ consultations: v.array(Brief) });

/** Reads the data of one `consultations` event. Throws v.ValiError when it is not what the server promises. */
export function parseBriefs(data: unknown): readonly Brief[] {
  return v.parse(v.pipe(v.string(), v.parseJson(), Briefs), data).consultations;
}

export interface NewConsultation {
  readonly title: string;
  readonly question?: string;
  /** ISO 8601; without it the consultation opens at once. */
  readonly planned_for?: string;
  /** Help is needed now: every expert is called. */
  readonly urgent?: boolean;
  /** Rooms of consoles on air. */
  readonly consoles?: readonly string[];
  readonly studies?: readonly string[];
  readonly people?: readonly string[];
  readonly organisations?: readonly string[];
}

/** For administrators: those that are not over, and whose host is away or locked out. */
export async function fetchUnattended(signal: AbortSignal): Promise<readonly Brief[]> {
  return (await requestJson('/api/unattended-consultations', Briefs, { signal })).consultations;
}

export function createConsultation(wanted: NewConsultation): Promise<Consultation> {
  return requestJson('/api/consultations', Consultation, { method: 'POST', body: wanted });
}

export function fetchConsultation(id: string, signal?: AbortSignal): Promise<Consultation> {
  return requestJson(consultationPath(id), Consultation, { ...(signal && { signal }) });
}

// What changes a consultation answers with the consultation as it then is.

/** What is not named stays as it is. */
export type PlanChange = Partial<Pick<NewConsultation, 'title' | 'question' | 'planned_for'>>;

/** Until it begins. */
export function changePlan(id: string, change: PlanChange): Promise<Consultation> {
  return requestJson(consultationPath(id), Consultation, { method: 'PATCH', body: change });
}

export function openConsultation(id: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'open'), Consultation, { method: 'POST' });
}

export function closeConsultation(id: string, conclusion: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'close'), Consultation, { method: 'POST', body: { conclusion } });
}

/** For administrators: the chair of one whose host is away. */
export function takeOver(id: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'take-over'), Consultation, { method: 'POST' });
}

export function handOver(id: string, attendee: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'host'), Consultation, { method: 'POST', body: { id: attendee } });
}

export function invite(id: string, kind: Member['kind'], subject: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'members'), Consultation, { method: 'POST', body: { kind, id: subject } });
}

export function uninvite(id: string, kind: Member['kind'], subject: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'members', kind, subject), Consultation, { method: 'DELETE' });
}

export function bringStudy(id: string, studyUid: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'studies'), Consultation, { method: 'POST', body: { study_uid: studyUid } });
}

export function takeStudyAway(id: string, studyUid: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'studies', studyUid), Consultation, { method: 'DELETE' });
}

export function bringConsole(id: string, room: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'consoles'), Consultation, { method: 'POST', body: { room } });
}

export function takeConsoleAway(id: string, room: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'consoles', room), Consultation, { method: 'DELETE' });
}

/** The address of what the server offers for a consultation. */
export function consultationPath(id: string, ...rest: readonly string[]): string {
  return ['/api/consultations', ...[id, ...rest].map(encodeURIComponent)].join('/');
}
