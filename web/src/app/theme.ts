/** The one theme: Mantine's components and this page's style sheets take every colour from the palette. */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';
import { accents, greys, palette } from './palette';

const FONTS = '"Inter Variable", Inter, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif';

/** What lies over the page is one step lighter than the page. */
const floating = { backgroundColor: palette.raised, borderColor: palette.line };

export const theme = createTheme({
  fontFamily: FONTS,
  fontSizes: { xs: '11px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontFamily: FONTS, fontWeight: '600' },
  defaultRadius: 8,
  colors: { dark: greys, accent: accents },
  primaryColor: 'accent',
  primaryShade: 5,
  black: palette.onAccent,
  autoContrast: true,
  luminanceThreshold: 0.3,
  cursorType: 'pointer',
  components: {
    Button: { styles: { label: { fontWeight: 500 } } },
    Input: { styles: { input: { backgroundColor: palette.background, borderColor: palette.line } } },
    InputWrapper: { styles: { label: { marginBottom: 6, color: palette.muted, fontSize: 12, fontWeight: 500 } } },
    // The frame around the field shows the focus.
    PillsInputField: { styles: { field: { outline: 'none' } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 400, color: 'dark.6', c: 'dark.0', fz: 'xs' } },
    Popover: { defaultProps: { shadow: 'lg', radius: 12 }, styles: { dropdown: floating } },
    Menu: { styles: { dropdown: floating } },
    Modal: {
      styles: { content: { backgroundColor: palette.panel }, header: { backgroundColor: palette.panel } },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.6 } },
      styles: { content: { backgroundColor: palette.panel }, header: { backgroundColor: palette.panel, minHeight: 48 } },
    },
  },
});

/** `--accentDeep` becomes `--accent-deep`. */
function variableName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: Object.fromEntries(Object.entries(palette).map(([name, value]) => [variableName(name), value])),
  light: {},
  dark: {
    '--mantine-color-body': palette.background,
    '--mantine-color-text': palette.text,
    '--mantine-color-dimmed': palette.muted,
    '--mantine-color-placeholder': palette.faint,
    '--mantine-color-default': palette.raised,
    '--mantine-color-default-hover': palette.line,
    '--mantine-color-default-border': palette.line,
    '--mantine-color-error': palette.poor,
    '--mantine-color-accent-light': palette.accentDeep,
    '--mantine-color-accent-light-hover': palette.accentLine,
    '--mantine-color-accent-light-color': palette.accent,
  },
});
