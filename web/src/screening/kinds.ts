/** What the server's detectors can find (`analysis/findings.py`), in the families that the page colours alike. */
import type { screeningColours } from '../app/palette';

export type Family = keyof typeof screeningColours;

const FAMILY_OF = {
  sector: 'ultrasound',
  anechoic: 'ultrasound',
  hypoechoic: 'ultrasound',
  needle: 'ultrasound',
  'needle-tip': 'ultrasound',
  'cardiac-cycle': 'ultrasound',
  brain: 'head-ct',
  midline: 'head-ct',
  asymmetry: 'head-ct',
  hyperdense: 'head-ct',
  hypodense: 'head-ct',
  vessel: 'angiography',
  'catheter-tip': 'angiography',
  narrowing: 'angiography',
  model: 'model',
  'no-signal': 'signal',
  frozen: 'signal',
  black: 'signal',
  saturated: 'signal',
  'test-pattern': 'signal',
  'wrong-aspect': 'signal',
  interlaced: 'signal',
  'low-frame-rate': 'signal',
  'not-a-scan': 'signal',
  text: 'privacy',
} as const satisfies Readonly<Record<string, Family>>;

export type Kind = keyof typeof FAMILY_OF;

export const KINDS = Object.keys(FAMILY_OF) as readonly Kind[];

/** Always there on a usable picture: drawn faintly, without a label. */
export const CONTEXT: ReadonlySet<Kind> = new Set<Kind>(['sector', 'brain', 'midline', 'vessel']);

export function familyOf(kind: Kind): Family {
  return FAMILY_OF[kind];
}

export function isKind(name: string): name is Kind {
  return name in FAMILY_OF;
}

/** The kinds that a detector can find, by its name: `model:lesions` finds what its model is made for. */
export function kindsOf(detector: string): readonly Kind[] {
  const family = detector.split(':', 1)[0];
  return KINDS.filter((kind) => familyOf(kind) === family);
}
