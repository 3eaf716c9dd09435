/** Inside a consultation: tokens for its room and its consoles' rooms, and what a host does with people there. */
import * as v from 'valibot';
import { Consultation, consultationPath } from './consultations';
import { requestJson } from './http';
import { Rights } from './rights';

const ConsultationToken = v.object({
  url: v.string(),
  token: v.string(),
  room: v.string(),
  /** Of this page in the room: `user-` or `guest-`, the attendee's id, and eight hexadecimal digits. */
  identity: v.string(),
  rights: Rights,
});

export type ConsultationToken = v.InferOutput<typeof ConsultationToken>;

export function fetchConsultationToken(id: string, signal?: AbortSignal): Promise<ConsultationToken> {
  const path = consultationPath(id, 'token');
  return requestJson(path, ConsultationToken, { method: 'POST', ...(signal && { signal }) });
}

const ConsoleToken = v.object({ url: v.string(), token: v.string(), room: v.string() });

/** For watching a console: hidden, subscribe-only. */
export type ConsoleToken = v.InferOutput<typeof ConsoleToken>;

export function fetchConsoleToken(id: string, consoleRoom: string, signal?: AbortSignal): Promise<ConsoleToken> {
  const path = consultationPath(id, 'consoles', consoleRoom, 'token');
  return requestJson(path, ConsoleToken, { method: 'POST', ...(signal && { signal }) });
}

/** Mutes somebody's microphone; they may turn it on again themselves. */
export function mutePerson(id: string, attendee: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'people', attendee, 'mute'), Consultation, { method: 'POST' });
}

/** Puts somebody out: guests for good, members until they are invited again. */
export function removePerson(id: string, attendee: string): Promise<Consultation> {
  return requestJson(consultationPath(id, 'people', attendee, 'remove'), Consultation, { method: 'POST' });
}
