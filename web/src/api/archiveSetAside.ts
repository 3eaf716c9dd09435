/** Files that were kept but are no part of the archive: unreadable ones, and those that contradict a stored instance. */
import * as v from 'valibot';
import { requestJson, requestNothing } from './http';

const SetAside = v.object({
  id: v.union([v.string(), v.number()]),
  kind: v.picklist(['quarantined', 'conflict']),
  size: v.number(),
  /** The actor who brought it: `user:NAME`, `peer:AE TITLE` or `operator`. */
  source: v.string(),
  sop_instance_uid: v.string(),
  study_uid: v.string(),
  reason: v.string(),
  created_at: v.string(),
});

export type SetAside = v.InferOutput<typeof SetAside>;

const SetAsidePage = v.object({ set_aside: v.array(SetAside), next: v.nullable(v.string()) });

export type SetAsidePage = v.InferOutput<typeof SetAsidePage>;

/** Newest first. @param cursor of the page; null for the first */
export function fetchSetAside(cursor: string | null, signal: AbortSignal): Promise<SetAsidePage> {
  const parameters = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
  return requestJson(`/api/archive/set-aside${parameters}`, SetAsidePage, { signal });
}

/** Takes it off the list; the server keeps the file. */
export function resolveSetAside(id: SetAside['id']): Promise<void> {
  return requestNothing(`/api/archive/set-aside/${id}/resolve`, { method: 'POST' });
}

export function setAsideFile(id: SetAside['id']): string {
  return `/api/archive/set-aside/${id}/file`;
}
