/** What detectors measure of a whole picture, as rows: one figure, or one for each side of the patient. Pure. */
import type { Kind } from './kinds';
import type { Finding, Measure } from './wire';

/** Of which a picture has one at most: a table of them can be read while it moves. */
const MEASURED = ['sector', 'brain', 'midline'] as const satisfies readonly Kind[];

type MeasuredKind = (typeof MEASURED)[number];

export interface FigureRow {
  readonly name: string;
  readonly unit: string;
  /** One, or the patient's right and left. */
  readonly values: readonly number[];
}

export interface Figures {
  readonly kind: MeasuredKind;
  readonly rows: readonly FigureRow[];
}

export function figuresOf(findings: readonly Finding[]): readonly Figures[] {
  return findings.flatMap(({ kind, measures }) => (isMeasured(kind) ? [{ kind, rows: rowsOf(measures) }] : []));
}

/** `mean-left` and `mean-right` are one row. */
export function rowsOf(measures: readonly Measure[]): readonly FigureRow[] {
  const known = new Map(measures.map(([name, value, unit]) => [name, { value, unit }]));
  return [...known].flatMap(([name, { value, unit }]) => {
    const side = /^(.+)-(left|right)$/.exec(name);
    if (side === null) {
      return [{ name, unit, values: [value] }];
    }
    const [, both = '', which] = side;
    const right = known.get(`${both}-right`);
    return which === 'left' && right !== undefined ? [{ name: both, unit, values: [right.value, value] }] : [];
  });
}

function isMeasured(kind: Kind): kind is MeasuredKind {
  return (MEASURED as readonly Kind[]).includes(kind);
}
