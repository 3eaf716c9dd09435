/** The colour tables of PALETTE COLOR pictures (PS3.3 C.7.6.3.1.6), from inline values or from the archive's bulk data. */
import { type Attribute, type Dataset, numbers } from './dicomJson';

const TABLES = { red: ['00281101', '00281201'], green: ['00281102', '00281202'], blue: ['00281103', '00281203'] } as const;

export type PaletteTables = Readonly<Record<'redPaletteColorLookupTableData' | 'greenPaletteColorLookupTableData' | 'bluePaletteColorLookupTableData', Uint8Array>>;

/**
 * Tables of 8 bit entries, whatever the file's own depth.
 *
 * @param fetchBytes fetches a bulk data address
 */
export async function loadPalette(attributes: Dataset, fetchBytes: (address: string) => Promise<Uint8Array>): Promise<PaletteTables> {
  const [red, green, blue] = await Promise.all(
    Object.values(TABLES).map(async ([descriptorTag, dataTag]) => {
      const [entries = 0] = numbers(attributes, descriptorTag);
      return toEightBit(await bytesOf(attributes[dataTag], fetchBytes), entries === 0 ? 65_536 : entries);
    }),
  );
  const none = new Uint8Array(0);
  return { redPaletteColorLookupTableData: red ?? none, greenPaletteColorLookupTableData: green ?? none, bluePaletteColorLookupTableData: blue ?? none };
}

async function bytesOf(attribute: Attribute | undefined, fetchBytes: (address: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  if (attribute?.InlineBinary !== undefined) {
    return Uint8Array.from(atob(attribute.InlineBinary), (character) => character.charCodeAt(0));
  }
  return attribute?.BulkDataURI === undefined ? new Uint8Array(0) : fetchBytes(attribute.BulkDataURI);
}

/** Two bytes an entry: the high one, unless all entries are small, which some devices write for 8 bit tables. */
function toEightBit(bytes: Uint8Array, entries: number): Uint8Array {
  if (bytes.length < 2 * entries) {
    return bytes.slice(0, entries);
  }
  const words = Uint16Array.from({ length: entries }, (_, index) => (bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8));
  const shift = words.some((word) => word > 255) ? 8 : 0;
  return Uint8Array.from(words, (word) => word >> shift);
}
