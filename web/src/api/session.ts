/** Who is signed in. */
import * as v from 'valibot';
import { ApiError, requestJson, requestNothing } from './http';
import { Rights } from './rights';

const User = v.object({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  organisation: v.object({ id: v.string(), name: v.string() }),
  role: v.string(),
  language: v.nullable(v.string()),
  /** What their role may do in the house, and in consultations before the host's rights are added. */
  rights: Rights,
});

export type User = v.InferOutput<typeof User>;

/** The person signed in on this browser, or null. */
export async function currentUser(): Promise<User | null> {
  try {
    return await requestJson('/api/session', User);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return null;
    }
    throw error;
  }
}

export function signIn(name: string, password: string): Promise<User> {
  return requestJson('/api/session', User, { method: 'POST', body: { name, password } });
}

export function signOut(): Promise<void> {
  return requestNothing('/api/session', { method: 'DELETE' });
}
