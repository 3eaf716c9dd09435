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

/** The first figures, those that this page can name. */
export function measuresOf(t: TFunction, measures: readonly Measure[], most = MOST_MEASURES): string {
  return measures
    .filter(([name, , unit]) => isMeasure(name) && isUnit(unit))
    .slice(0, most)
    .map(([name, value, unit]) => `${isMeasure(name) ? t(`screening.measure.${name}`) : name} ${figure(value)}${isUnit(unit) ? spaced(t(`screening.unit.${unit}`)) : ''}`)
    .join(' · ');
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

function spaced(unit: string): string {
  return unit === '' || unit === '°' || unit === '%' ? unit : `\u202f${unit}`;
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
