/** The one part of a multipart/related answer (RFC 2387), as `/frames/{n}` gives it (PS3.18 8.7). */

export interface Part {
  readonly bytes: Uint8Array;
  /** UID of how the bytes are encoded; explicit little endian where the part does not say (PS3.18 8.7.3.3.2). */
  readonly transferSyntax: string;
}

const LINE_END = '\r\n';
const HEADER_END = '\r\n\r\n';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** @throws Error where `body` is not what `contentType` promises */
export function singlePart(contentType: string, body: Uint8Array): Part {
  if (!/^multipart\//i.test(contentType)) {
    return { bytes: body, transferSyntax: transferSyntaxOf(contentType) };
  }
  const boundary = parameter(contentType, 'boundary');
  const headerEnd = indexOf(body, HEADER_END, 0);
  if (boundary === null || headerEnd === -1) {
    throw new Error('The answer has no parts.');
  }
  const header = latin1(body.subarray(0, headerEnd));
  const start = headerEnd + HEADER_END.length;
  const end = lastIndexOf(body, `${LINE_END}--${boundary}`);
  if (end < start) {
    throw new Error('The answer broke off.');
  }
  const type = /^content-type:\s*(.*)$/im.exec(header)?.[1] ?? contentType;
  return { bytes: body.slice(start, end), transferSyntax: transferSyntaxOf(type) };
}

function transferSyntaxOf(contentType: string): string {
  return parameter(contentType, 'transfer-syntax') ?? EXPLICIT_LITTLE_ENDIAN;
}

function parameter(contentType: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function indexOf(bytes: Uint8Array, token: string, from: number): number {
  for (let at = from; at <= bytes.length - token.length; at += 1) {
    if (startsWith(bytes, token, at)) {
      return at;
    }
  }
  return -1;
}

/** From the end: pixels may contain anything, but after the last boundary nothing follows. */
function lastIndexOf(bytes: Uint8Array, token: string): number {
  for (let at = bytes.length - token.length; at >= 0; at -= 1) {
    if (startsWith(bytes, token, at)) {
      return at;
    }
  }
  return -1;
}

function startsWith(bytes: Uint8Array, token: string, at: number): boolean {
  for (let index = 0; index < token.length; index += 1) {
    if (bytes[at + index] !== token.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}
