/** Patients' names as people write them, from DICOM's person names (PS3.5 section 6.2.1.2). */

export interface WrittenName {
  /** The name in the script the reader expects; "" where there is none. */
  readonly first: string;
  /** The same name in another script; "" where there is none. */
  readonly second: string;
}

/** Scripts whose names are written family name first. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * @param raw `alphabetic=ideographic=phonetic`, each `family^given^middle^prefix^suffix`; of several values, parted
 *   by `\`, the first
 * @param ideographicFirst what readers of East Asian scripts look for first
 */
export function writtenName(raw: string, ideographicFirst: boolean): WrittenName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = (raw.split('\\')[0] ?? '').split('=');
  // Japanese is written with a space between the names, Chinese and Korean without.
  const between = KANA.test(alphabetic + ideographic + phonetic) ? ' ' : '';
  const ideographs = eastAsian(ideographic, between);
  const letters = EAST_ASIAN.test(alphabetic) ? eastAsian(alphabetic, between) : western(alphabetic, ideographs !== '');
  const [first, second] = ideographicFirst ? [ideographs, letters] : [letters, ideographs];
  return first === '' ? { first: second, second: '' } : { first, second: second === first ? '' : second };
}

function eastAsian(group: string, between: string): string {
  const { family, given, middle } = components(group);
  return [family, given, middle].filter(Boolean).join(between);
}

/** "Family, Given Middle": a comma tells which is the family name, unless the ideographs beside it do. */
function western(group: string, toldApart: boolean): string {
  const { family, given, middle, prefix, suffix } = components(group);
  const others = [prefix, given, middle, suffix].filter(Boolean).join(' ');
  return [family, others].filter(Boolean).join(toldApart ? ' ' : ', ');
}

function components(group: string) {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group.split('^').map((part) => part.trim());
  return { family, given, middle, prefix, suffix };
}
