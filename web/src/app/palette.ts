/** Every colour of the page. Nothing else names one. Dark, because pictures are the brightest thing on the screen. */

export const palette = {
  background: '#07090b',
  panel: '#0f1317',
  raised: '#161c22',
  line: '#222a32',
  text: '#dbe3ea',
  muted: '#8797a4',
  faint: '#54626e',
  accent: '#3ec1b0',
  accentDeep: '#17332f',
  accentLine: '#1f4a44',
  onAccent: '#06100f',
  good: '#3ec1b0',
  fair: '#e8b04a',
  poor: '#e5534b',
  live: '#e5534b',
  liveHover: '#cc443d',
  onLive: '#ffffff',
  picture: '#000000',
  overPicture: '#ffffff',
  shade: 'rgb(0 0 0 / 0.72)',
} as const;

/** One for each person, told apart on the dark ground and by people who see colours differently. */
export const personColours = ['#3ec1b0', '#8fa8ff', '#f0a35e', '#b7c2cc', '#d89ae0', '#b3cf6b', '#7cc4ee', '#e9929f'] as const;

/** What software found, by the family of its detector; lighter than what people draw. */
export const screeningColours = {
  signal: palette.fair,
  privacy: '#f08fa0',
  ultrasound: '#ffcf70',
  'head-ct': '#a9bcff',
  angiography: '#8fd6f5',
  model: '#e3b1ea',
} as const;

/** Mantine's ten steps, light to dark, around the palette's own greys and accent. */
export const greys = [
  palette.text, '#b8c4ce', '#9aa9b5', palette.muted, '#3a4550', '#2b343d', palette.line, palette.raised, palette.panel, palette.background,
] as const;

export const accents = [
  '#e6faf7', '#c9f1ec', '#9fe3da', '#74d4c8', '#54c9bb', palette.accent, '#33a899', '#288a7e', palette.accentLine, palette.accentDeep,
] as const;
