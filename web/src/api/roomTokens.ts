/** Access tokens for rooms, fetched ahead where a click is likely. */
import * as v from 'valibot';
import { requestJson } from './http';

const RoomToken = v.object({ url: v.string(), token: v.string(), room: v.string() });

export type RoomToken = v.InferOutput<typeof RoomToken>;

/** A token fetched ahead is used only while it is sure to be valid and its rights are fresh. Milliseconds. */
const PREFETCH_VALID_MS = 30_000;

interface Prefetched {
  readonly at: number;
  readonly token: Promise<RoomToken>;
}

/** Hidden and subscribe-only: a look from the home page is not somebody in the room. */
export function fetchPreviewToken(room: string, signal: AbortSignal): Promise<RoomToken> {
  return fetchToken(room, true, signal);
}

export class RoomTokens {
  readonly #prefetched = new Map<string, Prefetched>();

  /** Fetches a token now, so that joining the room soon needs no wait. */
  prefetch(room: string): void {
    const known = this.#prefetched.get(room);
    if (known !== undefined && performance.now() - known.at < PREFETCH_VALID_MS) {
      return;
    }
    const token = fetchToken(room, false);
    token.catch(() => undefined); // nobody waits for this one; `take` asks again and sees the reason
    this.#prefetched.set(room, { at: performance.now(), token });
  }

  /** A token for joining once: the one fetched ahead, or a new one. Throws ApiError. */
  async take(room: string, signal: AbortSignal): Promise<RoomToken> {
    const known = this.#prefetched.get(room);
    this.#prefetched.delete(room);
    if (known !== undefined && performance.now() - known.at < PREFETCH_VALID_MS) {
      return known.token.catch(() => fetchToken(room, false, signal));
    }
    return fetchToken(room, false, signal);
  }
}

function fetchToken(room: string, preview: boolean, signal?: AbortSignal): Promise<RoomToken> {
  const path = `/api/rooms/${encodeURIComponent(room)}/token`;
  return requestJson(path, RoomToken, { method: 'POST', body: { preview }, ...(signal && { signal }) });
}
