/** Why signing in did not work, in the terms of the form. */
import { ApiError } from '../../api/http';

export type SignInProblem =
  | { readonly kind: 'incomplete' | 'badCredentials' | 'tooMany' | 'unreachable' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Rethrows what is not an answer of the server. */
export function signInProblem(error: unknown): SignInProblem {
  if (!(error instanceof ApiError)) {
    throw error;
  }
  switch (error.status) {
    case 0:
    case 502:
    case 503:
      return { kind: 'unreachable' };
    case 401:
      return { kind: 'badCredentials' };
    case 429:
      return { kind: 'tooMany' };
    default:
      return { kind: 'failed', reason: error.message };
  }
}
