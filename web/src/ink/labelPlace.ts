/** Where a label is written: beside its mark, and inside the picture's frame while the mark is. */
import type { Size } from '../ui/zoom';
import type { Bounds } from './geometry';
import type { Point } from './matrix';

export const LABEL_FONT_SIZE = 13;
export const LABEL_LINE_HEIGHT = 16;
const GAP = 9;
const MARGIN = 4;
/** Widths of a glyph against the font's size. */
const LATIN = 0.58;
const IDEOGRAPH = 1;
const FIRST_WIDE = 0x2e80;

/** Near enough to keep labels inside, without asking the browser for a layout. */
export function labelSize(lines: readonly string[]): Size {
  const widths = lines.map((line) => [...line].reduce((sum, glyph) => sum + ((glyph.codePointAt(0) ?? 0) >= FIRST_WIDE ? IDEOGRAPH : LATIN), 0));
  return { width: Math.max(0, ...widths) * LABEL_FONT_SIZE, height: lines.length * LABEL_LINE_HEIGHT };
}

/** `anchor`: the point of the mark beside which it belongs; the upper `centred` of its height around that, so that what is written below moves nothing. */
export function labelBox(anchor: Point, label: Size, frame: Size, centred = label.height): Bounds {
  const [x, y] = anchor;
  const seen = x >= 0 && y >= 0 && x <= frame.width && y <= frame.height;
  const besides = x + GAP;
  // Where there is no room on the right, on the left; a label as wide as the frame begins at its edge.
  const left = seen && besides + label.width > frame.width - MARGIN ? Math.max(MARGIN, x - GAP - label.width) : besides;
  const middle = y - centred / 2;
  const top = seen ? Math.max(MARGIN, Math.min(frame.height - MARGIN - label.height, middle)) : middle;
  return { left, top, right: left + label.width, bottom: top + label.height };
}
