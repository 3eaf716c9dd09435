/** One STOW request (PS3.18 section 10.5), with its progress. */
import { ApiError } from './http';
import { multipartBody, randomBoundary } from './stowMultipart';
import { parseStowAnswer, type StowAnswer } from './stowResponse';

/** A server that says nothing for this long after the last byte went out is taken for lost. */
const ANSWER_TIMEOUT_MS = 120_000;

/** All stored, some stored, none stored (PS3.18 table 10.5.3-1); 500: each one failed, and the answer says of what. */
const ANSWERED: readonly number[] = [200, 202, 409, 500];

/**
 * Stores files.
 *
 * @param onProgress told how many bytes of the request have gone out
 * @throws ApiError for a server that is unreachable (status 0) or refuses the whole request; AbortError
 */
export function storeInstances(
  files: readonly File[],
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<StowAnswer> {
  const { contentType, body } = multipartBody(files, randomBoundary());
  return new Promise((resolve, reject) => {
    // fetch() tells nothing about the progress of what it sends.
    const request = new XMLHttpRequest();
    let patience: number | undefined;
    const abort = () => request.abort();
    const finish = () => {
      window.clearTimeout(patience);
      signal.removeEventListener('abort', abort);
    };
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.upload.onload = () => {
      patience = window.setTimeout(abort, ANSWER_TIMEOUT_MS);
    };
    request.onload = () => {
      finish();
      const answer = parseStowAnswer(request.response);
      if (answer !== null && ANSWERED.includes(request.status)) {
        resolve(answer);
      } else {
        reject(refusal(request));
      }
    };
    request.onerror = () => {
      finish();
      reject(new ApiError(0, 'unreachable', 'POST /dicomweb/studies: no answer'));
    };
    request.onabort = () => {
      finish();
      reject(signal.aborted ? signal.reason : new ApiError(0, 'unreachable', 'POST /dicomweb/studies: no answer'));
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    request.open('POST', '/dicomweb/studies');
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', contentType);
    request.setRequestHeader('Accept', 'application/dicom+json');
    request.send(body);
  });
}

function refusal(request: XMLHttpRequest): ApiError {
  const text = messageIn(request.response) ?? `${request.status} ${request.statusText}`;
  return new ApiError(request.status, 'refused', text);
}

/** Errors are `{"error": {"message": …}}`, like those of the page's own API. */
function messageIn(body: unknown): string | null {
  const error = hasKey(body, 'error') ? body.error : body;
  return hasKey(error, 'message') && typeof error.message === 'string' ? error.message : null;
}

function hasKey<TKey extends string>(value: unknown, key: TKey): value is Record<TKey, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
