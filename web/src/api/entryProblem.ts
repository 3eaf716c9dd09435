/** Why the server let nobody in, by a password or by a guest's link. */
import { assertApiError } from './http';

export type EntryProblem =
  /** `refused`: the password or the link is not valid. */
  | { readonly kind: 'refused' | 'tooMany' | 'unreachable' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Rethrows what is not an answer of the server. */
export function entryProblem(error: unknown): EntryProblem {
  assertApiError(error);
  switch (error.status) {
    case 0:
    case 502:
    case 503:
      return { kind: 'unreachable' };
    case 401:
      return { kind: 'refused' };
    case 429:
      return { kind: 'tooMany' };
    default:
      return { kind: 'failed', reason: error.message };
  }
}
