/** How a volume is drawn in space: names of Cornerstone's transfer functions by modality, the first one to begin with. */

export const VOLUME_PRESETS = {
  bone: 'CT-Bone',
  vessels: 'CT-Chest-Contrast-Enhanced',
  lung: 'CT-Lung',
  soft: 'CT-Soft-Tissue',
  muscle: 'CT-Muscle',
  mip: 'CT-MIP',
  mr: 'MR-Default',
  mrAngio: 'MR-Angio',
  mrMip: 'MR-MIP',
} as const;

export type VolumePreset = keyof typeof VOLUME_PRESETS;

const BY_MODALITY: Readonly<Record<string, readonly VolumePreset[]>> = {
  CT: ['bone', 'vessels', 'lung', 'soft', 'muscle', 'mip'],
  MR: ['mr', 'mrAngio', 'mrMip'],
};

const OTHERS: readonly VolumePreset[] = ['mrMip', 'mr', 'mip'];

export function volumePresets(modality: string): readonly VolumePreset[] {
  return BY_MODALITY[modality] ?? OTHERS;
}
