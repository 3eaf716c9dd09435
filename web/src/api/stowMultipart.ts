/** The body of a STOW request: instances as parts of one message (PS3.18 section 8.6.1.2.2, RFC 2387). */

export interface MultipartBody {
  readonly contentType: string;
  readonly body: Blob;
}

const PART_TYPE = 'application/dicom';
const NEW_LINE = '\r\n';

/** Files are referred to, not read: a body of any size costs no memory. @param boundary occurs in none of the files */
export function multipartBody(files: readonly File[], boundary: string): MultipartBody {
  const parts = files.flatMap((file) => [
    [`--${boundary}`, `Content-Type: ${PART_TYPE}`, `Content-Location: ${encodeURIComponent(file.name)}`, '', ''].join(
      NEW_LINE,
    ),
    file,
    NEW_LINE,
  ]);
  return {
    contentType: `multipart/related; type="${PART_TYPE}"; boundary=${boundary}`,
    body: new Blob([...parts, `--${boundary}--${NEW_LINE}`]),
  };
}

/** 128 random bits: no file contains them. */
export function randomBoundary(): string {
  return `consilium-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
}
