/** JSON over HTTP with the server of this page: one place that asks, checks the answer and names what went wrong. */
import * as v from 'valibot';

/** The server answered with an error, or did not answer at all (`status` 0, `code` "unreachable"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** Rethrows what is not an answer of the server, or the want of one: a mistake of the page itself. */
export function assertApiError(error: unknown): asserts error is ApiError {
  if (!(error instanceof ApiError)) {
    throw error;
  }
}

const ErrorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Sent as it is, under its own media type, instead of JSON. */
  readonly bytes?: Blob;
  readonly signal?: AbortSignal;
}

/**
 * Asks and returns the answer once it has the promised shape.
 *
 * @throws ApiError for an error status, an unreachable server, or an answer of another shape
 */
export async function requestJson<TSchema extends v.GenericSchema>(
  path: string,
  schema: TSchema,
  options: RequestOptions = {},
): Promise<v.InferOutput<TSchema>> {
  const response = await send(path, options);
  const result = v.safeParse(schema, await bodyOf(response));
  if (!result.success) {
    throw new ApiError(response.status, 'bad_answer', `${path}: ${v.summarize(result.issues)}`);
  }
  return result.output;
}

/** Asks for something whose answer has no content. Throws like `requestJson`. */
export async function requestNothing(path: string, options: RequestOptions): Promise<void> {
  await send(path, options);
}

async function send(path: string, { method = 'GET', body, bytes, signal }: RequestOptions): Promise<Response> {
  const request: RequestInit = { method, cache: 'no-store', credentials: 'same-origin' };
  if (signal !== undefined) {
    request.signal = signal;
  }
  if (bytes !== undefined) {
    // A form on another site can send bytes, but not this header.
    request.headers = { 'Content-Type': bytes.type, 'X-Consilium': '1' };
    request.body = bytes;
  } else if (method !== 'GET') {
    // The server takes state-changing requests as JSON only, which a form on another site cannot send.
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body ?? {});
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (cause) {
    if (signal?.aborted) {
      throw cause;
    }
    throw new ApiError(0, 'unreachable', `${method} ${path}: no answer`, { cause });
  }
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response;
}

async function errorOf(response: Response): Promise<ApiError> {
  const result = v.safeParse(ErrorBody, await bodyOf(response));
  return result.success
    ? new ApiError(response.status, result.output.error.code, result.output.error.message)
    : new ApiError(response.status, 'http_error', `${response.status} ${response.statusText}`);
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      return undefined; // no JSON (a proxy's error page, say); the caller's schema refuses it
    }
    throw new ApiError(0, 'unreachable', 'the answer broke off', { cause });
  }
}
