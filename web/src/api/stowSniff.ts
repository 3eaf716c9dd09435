/** What kind of file this is, from its first bytes: other files are not worth sending (PS3.10 section 7.1). */

/** `unreadable`: the file has gone, or this computer does not let the page read it. */
export type FileKind = 'dicom' | 'directory' | 'other' | 'unreadable';

export interface Sniffed {
  readonly kind: FileKind;
  /** Media Storage SOP Instance UID; "" where the file names none at its beginning. */
  readonly uid: string;
}

/** The file meta information is far shorter. */
const SNIFF_BYTES = 1024;

const PREAMBLE_BYTES = 128;
const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/** Media Storage SOP Class UID (0002,0002) and SOP Instance UID (0002,0003), in Explicit VR Little Endian. */
const CLASS_UID = [0x02, 0x00, 0x02, 0x00, 0x55, 0x49];
const INSTANCE_UID = [0x02, 0x00, 0x03, 0x00, 0x55, 0x49];

export async function sniffFile(file: File): Promise<Sniffed> {
  try {
    return sniff(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()));
  } catch (error) {
    if (error instanceof DOMException) {
      return { kind: 'unreadable', uid: '' };
    }
    throw error;
  }
}

/** @param head the first bytes of the file, or all of it */
export function sniff(head: Uint8Array): Sniffed {
  const marked = ascii(head, PREAMBLE_BYTES, 4) === 'DICM';
  if (!marked && !startsLikeDicom(head)) {
    return { kind: 'other', uid: '' };
  }
  const from = marked ? PREAMBLE_BYTES + 4 : 0;
  const directory = uidAt(head, CLASS_UID, from) === MEDIA_STORAGE_DIRECTORY;
  return { kind: directory ? 'directory' : 'dicom', uid: uidAt(head, INSTANCE_UID, from) };
}

/** Old files have neither preamble nor "DICM": they begin with an element of group 2 or 8, in either byte order. */
function startsLikeDicom(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  const group = b === 0 ? a : a === 0 ? b : undefined;
  const element = b === 0 ? (d ?? 0) : (c ?? 0);
  return head.length > 8 && (group === 0x02 || group === 0x08) && element === 0;
}

function uidAt(head: Uint8Array, element: readonly number[], from: number): string {
  const at = head.findIndex(
    (_, index) => index >= from && element.every((byte, offset) => head[index + offset] === byte),
  );
  if (at === -1) {
    return '';
  }
  const length = (head[at + 6] ?? 0) + 256 * (head[at + 7] ?? 0);
  const value = ascii(head, at + 8, length).replace(/[\0 ]+$/, '');
  return /^[\d.]{1,64}$/.test(value) ? value : '';
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
