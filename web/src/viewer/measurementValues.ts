/** What a measurement says, from Cornerstone's statistics: numbers with honest units, in the order in which they are read. */
import type { MeasuringTool } from './toolNames';

/** Fields of Cornerstone's cached statistics that are used here; which are there depends on the tool. */
export interface Statistics {
  readonly length?: unknown;
  readonly unit?: unknown;
  readonly angle?: unknown;
  readonly area?: unknown;
  readonly areaUnit?: unknown;
  readonly mean?: unknown;
  readonly stdDev?: unknown;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly modalityUnit?: unknown;
  readonly value?: unknown;
}

export interface MeasuredValue {
  readonly kind: 'length' | 'angle' | 'area' | 'mean' | 'deviation' | 'range' | 'value';
  /** For people: rounded, with its unit. */
  readonly text: string;
  /** Measured at the detector, not in the patient. */
  readonly projected: boolean;
}

const CENTIMETRE = 10;

/** Empty while nothing is known yet. */
export function measuredValues(tool: MeasuringTool, statistics: Statistics | undefined): readonly MeasuredValue[] {
  if (statistics === undefined) {
    return [];
  }
  switch (tool) {
    case 'length':
      return lengthValue(statistics);
    case 'angle':
    case 'cobb':
      return angleValue(statistics);
    case 'ellipse':
    case 'rectangle':
    case 'freehand':
      return regionValues(statistics);
    case 'probe':
      return probeValues(statistics);
    case 'arrow':
      return [];
  }
}

function lengthValue({ length, unit }: Statistics): readonly MeasuredValue[] {
  if (!isNumber(length)) {
    return [];
  }
  const { name, factor, projected } = millimetres(unit);
  return [{ kind: 'length', text: `${rounded(length * factor, 1)} ${name}`, projected }];
}

function angleValue({ angle }: Statistics): readonly MeasuredValue[] {
  return isNumber(angle) ? [{ kind: 'angle', text: `${rounded(angle, 1)}°`, projected: false }] : [];
}

function regionValues({ area, areaUnit, mean, stdDev, min, max, modalityUnit }: Statistics): readonly MeasuredValue[] {
  const values: MeasuredValue[] = [];
  if (isNumber(area)) {
    const { name, factor, projected } = millimetres(areaUnit);
    values.push({ kind: 'area', text: `${rounded(area * factor ** 2, 1)} ${name}²`, projected });
  }
  const unit = valueUnit(modalityUnit);
  if (isNumber(mean)) {
    values.push({ kind: 'mean', text: `${rounded(mean, 1)}${unit}`, projected: false });
  }
  if (isNumber(stdDev)) {
    values.push({ kind: 'deviation', text: `${rounded(stdDev, 1)}${unit}`, projected: false });
  }
  if (isNumber(min) && isNumber(max)) {
    values.push({ kind: 'range', text: `${rounded(min, 1)} … ${rounded(max, 1)}${unit}`, projected: false });
  }
  return values;
}

/** A colour picture has several values at a point. */
function probeValues({ value, modalityUnit }: Statistics): readonly MeasuredValue[] {
  if (isNumber(value)) {
    return [{ kind: 'value', text: `${rounded(value, 2)}${valueUnit(modalityUnit)}`, projected: false }];
  }
  const values = Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>).filter(isNumber) : [];
  return values.length === 0 ? [] : [{ kind: 'value', text: values.map((part) => rounded(part, 2)).join(' / '), projected: false }];
}

/** Cornerstone's unit is a name and a note on its origin: `mm`, `mm² Proj`, `cm US Region`, `px Uncalibrated`. */
function millimetres(unit: unknown): { readonly name: string; readonly factor: number; readonly projected: boolean } {
  const [name = 'px', ...note] = (typeof unit === 'string' ? unit : 'px').replace('²', '').split(' ');
  return name === 'cm' ? { name: 'mm', factor: CENTIMETRE, projected: false } : { name, factor: 1, projected: note.includes('Proj') };
}

/** `raw` is Cornerstone's word for a value that means nothing outside its picture. */
function valueUnit(unit: unknown): string {
  return typeof unit === 'string' && unit !== '' && unit !== 'raw' ? ` ${unit}` : '';
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
