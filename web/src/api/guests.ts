/** Guests: the links that hosts make for them, whom hosts admit, and a guest's own visit. */
import * as v from 'valibot';
import { consultationPath } from './consultations';
import { ApiError, requestJson } from './http';

const GuestState = v.picklist(['invited', 'waiting', 'admitted', 'refused']);

const GuestLink = v.object({ id: v.string(), link: v.string(), expires_at: v.string() });

/** `link` is a path of this site that works once. */
export type GuestLink = v.InferOutput<typeof GuestLink>;

export function makeGuestLink(consultation: string): Promise<GuestLink> {
  return requestJson(consultationPath(consultation, 'guests'), GuestLink, { method: 'POST' });
}

const Guest = v.object({
  id: v.string(),
  /** "" until the link is used; so is `organisation`. */
  name: v.string(),
  organisation: v.string(),
  state: GuestState,
  issued_at: v.string(),
});

export type Guest = v.InferOutput<typeof Guest>;

const Guests = v.object({ guests: v.array(Guest) });

export async function fetchGuests(consultation: string, signal: AbortSignal): Promise<readonly Guest[]> {
  return (await requestJson(consultationPath(consultation, 'guests'), Guests, { signal })).guests;
}

/** Answers with the guests as they then are. */
export async function decideOnGuest(
  consultation: string,
  guest: string,
  decision: 'admit' | 'refuse',
): Promise<readonly Guest[]> {
  const path = consultationPath(consultation, 'guests', guest, decision);
  return (await requestJson(path, Guests, { method: 'POST' })).guests;
}

const Visit = v.object({ consultation: v.object({ id: v.string(), title: v.string() }), state: GuestState });

/** What this browser is a guest of. */
export type Visit = v.InferOutput<typeof Visit>;

/** Uses the link up: from now on this browser is the guest. */
export function enterByLink(secret: string, name: string, organisation: string): Promise<Visit> {
  return requestJson('/api/guest', Visit, { method: 'POST', body: { secret, name, organisation } });
}

/** The visit of this browser, or null. */
export async function currentVisit(signal?: AbortSignal): Promise<Visit | null> {
  try {
    return await requestJson('/api/guest', Visit, { ...(signal && { signal }) });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return null;
    }
    throw error;
  }
}

/** `closed`: the consultation is over. */
const VisitState = v.picklist(['waiting', 'admitted', 'refused', 'closed']);

export type VisitState = v.InferOutput<typeof VisitState>;

/** Reads the data of one `guest` event. Throws v.ValiError when it is not what the server promises. */
export function parseVisitState(data: unknown): VisitState {
  return v.parse(v.pipe(v.string(), v.parseJson(), v.object({ state: VisitState })), data).state;
}
