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
 * For each of the five connections that fetch at once: 100 Mbit/s together. Below this, halving the bytes of a CT slice saves more time than the server
 * needs to compress it and the browser to decompress it.
 */
const SLOW_BYTES_PER_MS = 2500;
/** Answers smaller than this measure the server, not the line. */
const TELLING_BYTES = 50_000;
/** A busy page or server makes single answers late, never early: of so many, the quickest tells what the line can do. */
const REMEMBERED = 8;

export class LineSpeed {
  #bytesPerMs: readonly number[] = [];

  /** @param ms from the first byte to the last */
  measured(bytes: number, ms: number): void {
    if (bytes >= TELLING_BYTES) {
      this.#bytesPerMs = [...this.#bytesPerMs, bytes / Math.max(ms, 0.1)].slice(-REMEMBERED);
    }
  }

  get slow(): boolean {
    return this.#bytesPerMs.length > 0 && Math.max(...this.#bytesPerMs) < SLOW_BYTES_PER_MS;
  }
}

export function isDecodable(transferSyntax: string): boolean {
  return DECODABLE.has(transferSyntax);
}

/** The Accept header (PS3.18 8.7.5) for pictures stored as `stored`; null where that is not known yet. */
export function acceptFor(stored: string | null, slow: boolean): string {
  const plain = accept('application/octet-stream', EXPLICIT_LITTLE_ENDIAN);
  if (stored !== null && !isDecodable(stored)) {
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
