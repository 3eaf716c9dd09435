/** Other PACS the archive knows, what is sent to them and retrieved from them. */
import * as v from 'valibot';
import { requestJson, requestNothing } from './http';

const Peer = v.object({
  id: v.string(),
  /** The title of its DICOM application entity. */
  aet: v.string(),
  host: v.string(),
  port: v.number(),
  tls: v.boolean(),
  organisation: v.object({ id: v.string(), name: v.string() }),
});

export type Peer = v.InferOutput<typeof Peer>;

export async function fetchPeers(signal: AbortSignal): Promise<readonly Peer[]> {
  return (await requestJson('/api/archive/peers', v.object({ peers: v.array(Peer) }), { signal })).peers;
}

export interface NewPeer {
  readonly aet: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly organisation_id: string;
}

export function addPeer(peer: NewPeer): Promise<Peer> {
  return requestJson('/api/archive/peers', Peer, { method: 'POST', body: peer });
}

export function removePeer(id: string): Promise<void> {
  return requestNothing(`/api/archive/peers/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

const Echo = v.object({ ok: v.boolean(), error: v.nullable(v.string()), ms: v.nullable(v.number()) });

export type Echo = v.InferOutput<typeof Echo>;

/** Asks whether the peer answers (DICOM C-ECHO). */
export function echoPeer(id: string): Promise<Echo> {
  return requestJson(`/api/archive/peers/${encodeURIComponent(id)}/echo`, Echo, { method: 'POST' });
}

const RemoteStudy = v.object({
  study_uid: v.string(),
  patient_name: v.string(),
  patient_id: v.string(),
  birth_date: v.string(),
  sex: v.string(),
  study_date: v.string(),
  study_time: v.string(),
  description: v.string(),
  modalities: v.array(v.string()),
  instance_count: v.nullable(v.number()),
});

/** A study that another PACS says it has. */
export type RemoteStudy = v.InferOutput<typeof RemoteStudy>;

export interface RemoteQuery {
  readonly name: string;
  readonly patient_id: string;
  readonly from: string;
  readonly to: string;
  readonly modality: string;
}

/** May take as long as the peer does. */
export async function queryPeer(id: string, query: RemoteQuery): Promise<readonly RemoteStudy[]> {
  const path = `/api/archive/peers/${encodeURIComponent(id)}/query`;
  const Answer = v.object({ studies: v.array(RemoteStudy) });
  return (await requestJson(path, Answer, { method: 'POST', body: query })).studies;
}

const Transfer = v.object({
  id: v.string(),
  kind: v.picklist(['send', 'retrieve', 'commitment']),
  state: v.picklist(['waiting', 'running', 'done', 'failed', 'cancelled']),
  peer: v.object({ id: v.string(), aet: v.string() }),
  study_uid: v.nullable(v.string()),
  actor: v.string(),
  /** Instances. */
  done: v.number(),
  total: v.number(),
  attempts: v.number(),
  error: v.string(),
  created_at: v.string(),
});

/** A job of the archive's own queue. */
export type Transfer = v.InferOutput<typeof Transfer>;

export async function fetchTransfers(signal: AbortSignal): Promise<readonly Transfer[]> {
  const Answer = v.object({ transfers: v.array(Transfer) });
  return (await requestJson('/api/archive/transfers', Answer, { signal })).transfers;
}

export function startTransfer(kind: 'send' | 'retrieve', peerId: string, studyUid: string): Promise<void> {
  const body = { kind, peer_id: peerId, study_uid: studyUid };
  return requestNothing('/api/archive/transfers', { method: 'POST', body });
}

export function retryTransfer(id: string): Promise<void> {
  return requestNothing(`/api/archive/transfers/${encodeURIComponent(id)}/retry`, { method: 'POST' });
}

export function cancelTransfer(id: string): Promise<void> {
  return requestNothing(`/api/archive/transfers/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}
