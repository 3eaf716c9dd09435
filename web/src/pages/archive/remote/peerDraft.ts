/** A PACS as it is being typed in, and what is still wrong with it. */
import type { NewPeer } from '../../../api/archiveTransfers';

export type PeerDraft = NewPeer;

/** PS3.5 section 6.2, AE. */
export const MAX_AET = 16;

/** The well-known port of DICOM (PS3.8 section 9.1.1). */
export const DEFAULT_DICOM_PORT = 104;

export const MAX_PORT = 65_535;

type Problem = 'needAet' | 'needHost' | 'needOrganisation';

export type DraftProblems = Partial<Record<'aet' | 'host' | 'organisation_id', Problem>>;

export function draftProblems({ aet, host, organisation_id }: PeerDraft): DraftProblems {
  const title = aet.trim();
  return {
    ...(title === '' || title.length > MAX_AET || title.includes('\\') ? { aet: 'needAet' as const } : {}),
    ...(host.trim() === '' ? { host: 'needHost' as const } : {}),
    ...(organisation_id === '' ? { organisation_id: 'needOrganisation' as const } : {}),
  };
}
