/** Pseudo-colour maps for grey pictures: names of vtk.js presets. */

export const COLOUR_MAPS = {
  grey: 'Grayscale',
  hot: 'Black-Body Radiation',
  rainbow: 'jet',
  viridis: 'Viridis (matplotlib)',
  inferno: 'Inferno (matplotlib)',
  cool: 'Cool to Warm',
} as const;

export type ColourMap = keyof typeof COLOUR_MAPS;

export const COLOUR_MAP_NAMES = Object.keys(COLOUR_MAPS) as readonly ColourMap[];
