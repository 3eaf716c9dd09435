/** Measurements for people: rounded, with the unit as it is written. */
import type { Measured } from '../board/schema';

/** By UCUM code; pixel values have none. */
const WRITTEN: Readonly<Record<string, string>> = { mm: ' mm', mm2: ' mm²', deg: '°', "[hnsf'U]": ' HU', '1': '', '{pixels}': ' px' };

/** `31.4 mm`, `120 px²`, `-4.2 HU`. */
export function measuredText({ kind, value, unit }: Measured): string {
  const written = WRITTEN[unit] ?? ` ${unit}`;
  const squared = kind === 'area' && unit === '{pixels}' ? '²' : '';
  return `${Number(value.toFixed(1))}${written}${squared}`;
}
