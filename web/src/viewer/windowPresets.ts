/** Window presets by modality, on the keys 1 to 9. Values as in common radiology practice; the first is always what the file asks for. */

export interface WindowPreset {
  readonly name: 'file' | 'lung' | 'mediastinum' | 'abdomen' | 'liver' | 'bone' | 'brain' | 'stroke' | 'subdural' | 'full' | 'soft' | 'hard';
  /** Null where the values come with the picture. */
  readonly window: Window | null;
}

export interface Window {
  readonly width: number;
  readonly centre: number;
}

const FILE: WindowPreset = { name: 'file', window: null };

const CT: readonly WindowPreset[] = [
  FILE,
  { name: 'lung', window: { width: 1500, centre: -600 } },
  { name: 'mediastinum', window: { width: 400, centre: 40 } },
  { name: 'abdomen', window: { width: 350, centre: 50 } },
  { name: 'liver', window: { width: 150, centre: 90 } },
  { name: 'bone', window: { width: 2000, centre: 500 } },
  { name: 'brain', window: { width: 80, centre: 40 } },
  { name: 'stroke', window: { width: 40, centre: 40 } },
  { name: 'subdural', window: { width: 200, centre: 80 } },
];

/** Other modalities have no scale of their own: presets are shares of the picture's own range. */
const RELATIVE: readonly WindowPreset[] = [FILE, { name: 'full', window: null }, { name: 'soft', window: null }, { name: 'hard', window: null }];

const SHARES = { full: 1, soft: 1.6, hard: 0.6 } as const;

export function windowPresets(modality: string): readonly WindowPreset[] {
  return modality === 'CT' ? CT : RELATIVE;
}

/**
 * The window of a preset for a picture.
 *
 * @param asked what the file asks for
 * @param range lowest and highest value of the picture
 */
export function windowOf(preset: WindowPreset, asked: Window, range: { readonly lowest: number; readonly highest: number }): Window {
  if (preset.window !== null) {
    return preset.window;
  }
  const full = { width: Math.max(1, range.highest - range.lowest), centre: (range.highest + range.lowest) / 2 };
  switch (preset.name) {
    case 'full':
      return full;
    case 'soft':
    case 'hard':
      return { width: Math.max(1, asked.width * SHARES[preset.name]), centre: asked.centre };
    default:
      return asked;
  }
}

/** Lower and upper value shown as black and white, as in PS3.3 C.11.2.1.2.1 (LINEAR). */
export function rangeOf({ width, centre }: Window): { readonly lower: number; readonly upper: number } {
  return { lower: centre - 0.5 - (width - 1) / 2, upper: centre - 0.5 + (width - 1) / 2 };
}

/** The inverse of `rangeOf`. */
export function windowFrom({ lower, upper }: { readonly lower: number; readonly upper: number }): Window {
  return { width: upper - lower + 1, centre: (lower + upper + 1) / 2 };
}
