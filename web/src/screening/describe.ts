/** Names a finding in the viewer's language: what, how sure, how large. */
import type { TFunction } from 'i18next';
import { screeningZhCN } from '../i18n/screening.zh-CN';
import { CONTEXT, type Family, type Kind } from './kinds';
import type { Measure } from './wire';

/** More figures than these are no label. */
const MOST_MEASURES = 2;

type Named = { readonly kind: Kind; readonly label: string; readonly score: number; readonly measures: readonly Measure[] };

/** The kind with what it says more closely; a model from outside is called as it calls itself. */
export function nameOf(t: TFunction, { kind, label }: Pick<Named, 'kind' | 'label'>): string {
  const closer = isLabel(label) ? t(`screening.label.${label}`) : label;
  if (kind === 'model') {
    return closer || t('screening.kind.model');
  }
  return [t(`screening.kind.${kind}`), closer].filter(Boolean).join(' · ');
}

/** The first figures, of those that this page can name. */
export function measuresOf(t: TFunction, measures: readonly Measure[], most = MOST_MEASURES): string {
  return measures
    .flatMap(([name, value, unit]) => (isMeasure(name) ? [`${t(`screening.measure.${name}`)} ${describeFigure(t, value, unit)}`] : []))
    .slice(0, most)
    .join(' · ');
}

/** Null for what only says why a detector spoke, and means nothing to a viewer. */
export function measureName(t: TFunction, name: string): string | null {
  return isMeasure(name) ? t(`screening.measure.${name}`) : null;
}

/** A value with its unit. */
export function describeFigure(t: TFunction, value: number, unit: string): string {
  return `${figure(value)}${unitOf(t, unit)}`;
}

/** A detector as it is called in lists. */
export function detectorName(t: TFunction, detector: string): string {
  const [family = '', model = ''] = detector.split(/:(.*)/s, 2);
  const name = isFamily(family) ? t(`screening.family.${family}`) : detector;
  return model === '' ? name : `${name} · ${model}`;
}

/** The lines beside an outline. */
export function linesOf(t: TFunction, finding: Named): readonly string[] {
  const first = CONTEXT.has(finding.kind) ? nameOf(t, finding) : `${nameOf(t, finding)} ${finding.score.toFixed(2)}`;
  // Pixels of somebody else's screen say nothing while the picture moves.
  const measures = finding.measures.filter(([, , unit]) => !unit.startsWith('px'));
  return [first, measuresOf(t, measures)].filter(Boolean);
}

/** Three digits say more than such a measurement is worth. */
function figure(value: number): string {
  return String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
}

/** After a narrow space where units stand apart from their figure; a plain number has none. */
function unitOf(t: TFunction, unit: string): string {
  const text = isUnit(unit) ? t(`screening.unit.${unit}`) : '';
  return text === '' || text === '°' || text === '%' ? text : `\u202f${text}`;
}

function isFamily(name: string): name is Family {
  return name in screeningZhCN.family;
}

function isLabel(name: string): name is keyof typeof screeningZhCN.label {
  return name in screeningZhCN.label;
}

function isMeasure(name: string): name is keyof typeof screeningZhCN.measure {
  return name in screeningZhCN.measure;
}

function isUnit(name: string): name is keyof typeof screeningZhCN.unit {
  return name in screeningZhCN.unit;
}
