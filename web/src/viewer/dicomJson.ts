/** Reading DICOM JSON (PS3.18 Annex F): one typed accessor per kind of value, `null` or empty where an attribute is absent. */

export interface Attribute {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
  readonly InlineBinary?: string;
}

/** One data set: attributes by tag, eight hexadecimal digits in upper case. */
export type Dataset = Readonly<Record<string, Attribute>>;

/** The first value as text; persons by their first component group that is not empty. */
export function text(dataset: Dataset, tag: string): string | null {
  const value = dataset[tag]?.Value?.[0];
  if (typeof value === 'string') {
    return value.trim() === '' ? null : value.trim();
  }
  if (typeof value === 'number') {
    return String(value);
  }
  if (typeof value === 'object' && value !== null) {
    const { Alphabetic, Ideographic, Phonetic } = value as Record<string, string | undefined>;
    return Alphabetic ?? Ideographic ?? Phonetic ?? null;
  }
  return null;
}

/** Every value that is a number. IS and DS may come as strings (PS3.18 F.2.3). */
export function numbers(dataset: Dataset, tag: string): readonly number[] {
  const values = dataset[tag]?.Value ?? [];
  return values.map((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value)).filter(isFiniteNumber);
}

export function number(dataset: Dataset, tag: string): number | null {
  return numbers(dataset, tag)[0] ?? null;
}

/** The items of a sequence. */
export function items(dataset: Dataset, tag: string): readonly Dataset[] {
  return (dataset[tag]?.Value ?? []).filter((value): value is Dataset => typeof value === 'object' && value !== null);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
