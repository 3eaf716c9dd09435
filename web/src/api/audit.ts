/** The audit log: searching it, and checking that nobody has changed it. */
import * as v from 'valibot';
import { requestJson } from './http';

const AuditEntry = v.object({
  id: v.number(),
  /** ISO 8601. */
  at: v.string(),
  /** `user:<name>`, `guest:<id>`, `agent:<id>`, `operator` or `anonymous`. */
  actor: v.string(),
  action: v.string(),
  target: v.string(),
  address: v.string(),
  outcome: v.picklist(['success', 'refused']),
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
});

export type AuditEntry = v.InferOutput<typeof AuditEntry>;

/** "" asks for any; times are ISO 8601. */
export interface AuditQuery {
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly text: string;
  readonly since: string;
  readonly until: string;
}

const AuditPage = v.object({ entries: v.array(AuditEntry), more: v.boolean() });

/** Newest first; `more` where older ones follow. */
export type AuditPage = v.InferOutput<typeof AuditPage>;

/** The most entries the server gives at once. */
const PAGE_SIZE = 200;

/** @param before id of the entry that the page continues after; null for the newest. Throws ApiError. */
export function fetchAudit(query: AuditQuery, before: number | null, signal: AbortSignal): Promise<AuditPage> {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  parameters.set('limit', String(PAGE_SIZE));
  if (before !== null) {
    parameters.set('before', String(before));
  }
  return requestJson(`/api/audit?${parameters}`, AuditPage, { signal });
}

const Verification = v.object({
  /** Entries that the chain holds. */
  sealed: v.number(),
  /** Entries that wait for their seal. */
  unsealed: v.number(),
  broken: v.nullable(v.object({ seq: v.number(), entry_id: v.nullable(v.number()), reason: v.string() })),
});

export type Verification = v.InferOutput<typeof Verification>;

/** Walks the whole chain, which takes a while on a long log. */
export function verifyAudit(): Promise<Verification> {
  return requestJson('/api/audit/verify', Verification);
}
