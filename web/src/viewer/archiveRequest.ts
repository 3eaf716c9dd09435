/** Asks the archive for bytes: tries again while the line is down, gives up when told to, and names what went wrong. */
import { ApiError } from '../api/http';

export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Resolves after `ms`, or rejects when `signal` is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Answer {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** How long the line took, ms: from the head of the answer to its last byte, without the server's thinking. */
  readonly lineMs: number;
}

/** Pauses between attempts, ms; after the last one the failure is shown. */
const PAUSES_MS = [300, 1000, 2000, 4000, 8000] as const;
/** The server is there but not able to answer now. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

/**
 * @throws ApiError for an answer that will stay what it is, or when every attempt found nobody
 * @throws DOMException "AbortError" when `signal` is aborted
 */
export async function request(address: string, accept: string, signal: AbortSignal, { fetch: ask, wait }: Surroundings): Promise<Answer> {
  for (const pause of [...PAUSES_MS, null]) {
    try {
      return await attempt(address, accept, signal, ask);
    } catch (error) {
      if (!(error instanceof ApiError) || !(error.status === 0 || PASSING.has(error.status)) || pause === null) {
        throw error;
      }
      await wait(pause, signal);
    }
  }
  throw new ApiError(0, 'unreachable', address);
}

async function attempt(address: string, accept: string, signal: AbortSignal, ask: typeof fetch): Promise<Answer> {
  let response: Response;
  try {
    response = await ask(address, { headers: { Accept: accept }, credentials: 'same-origin', signal });
    if (response.ok) {
      const began = performance.now();
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { contentType: response.headers.get('Content-Type') ?? '', bytes, lineMs: performance.now() - began };
    }
  } catch (cause) {
    if (signal.aborted) {
      throw cause;
    }
    throw new ApiError(0, 'unreachable', address, { cause });
  }
  throw new ApiError(response.status, 'http_error', await reasonOf(response));
}

/** The server's own words where it has some. */
async function reasonOf(response: Response): Promise<string> {
  const body = await response.text();
  try {
    const parsed = JSON.parse(body) as { error?: { message?: unknown } };
    if (typeof parsed.error?.message === 'string') {
      return parsed.error.message;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  return `${response.status} ${response.statusText}`.trim();
}

/** The browser's own. */
export const browserSurroundings: Surroundings = {
  fetch: (...request) => fetch(...request),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = window.setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        window.clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};
