/** In which encoding pictures are asked for: as they are stored, or compressed without loss where the line is what keeps people waiting. */

const JPEG_LS = '1.2.840.10008.1.2.4.80';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** What the browser's decoders take as it is stored. */
const DECODABLE = new Set([
  '1.2.840.10008.1.2',
  EXPLICIT_LITTLE_ENDIAN,
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.57',
  '1.2.840.10008.1.2.4.70',
  JPEG_LS,
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.201',
  '1.2.840.10008.1.2.4.202',
  '1.2.840.10008.1.2.4.203',
  '1.2.840.10008.1.2.5',
]);
const UNCOMPRESSED = new Set(['1.2.840.10008.1.2', EXPLICIT_LITTLE_ENDIAN, '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2']);

/**
 * Below this, halving the bytes saves more time than decoding costs: a CT slice of 0.5 MB takes 5 ms less at 50 MB/s, and about as long to decode.
 */
const SLOW_BYTES_PER_MS = 50_000;
/** Answers smaller than this measure the server, not the line. */
const TELLING_BYTES = 50_000;
/** Weight of the newest measurement. */
const WEIGHT = 0.3;

export class LineSpeed {
  #bytesPerMs: number | null = null;

  /** @param ms from asking to the last byte */
  measured(bytes: number, ms: number): void {
    if (bytes < TELLING_BYTES || ms <= 0) {
      return;
    }
    const now = bytes / ms;
    this.#bytesPerMs = this.#bytesPerMs === null ? now : (1 - WEIGHT) * this.#bytesPerMs + WEIGHT * now;
  }

  get slow(): boolean {
    return this.#bytesPerMs !== null && this.#bytesPerMs < SLOW_BYTES_PER_MS;
  }
}

/** The Accept header (PS3.18 8.7.5) for pictures stored as `stored`; null where that is not known. */
export function acceptFor(stored: string | null, slow: boolean): string {
  const plain = accept('application/octet-stream', EXPLICIT_LITTLE_ENDIAN);
  if (stored !== null && !DECODABLE.has(stored)) {
    return plain;
  }
  if (slow && stored !== null && UNCOMPRESSED.has(stored)) {
    return `${accept('image/jls', JPEG_LS)}, ${plain};q=0.5`;
  }
  return accept('application/octet-stream', '*');
}

function accept(type: string, transferSyntax: string): string {
  return `multipart/related; type="${type}"; transfer-syntax=${transferSyntax}`;
}
