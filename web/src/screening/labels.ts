/** Where the labels of findings are written: beside their outlines, not over each other, and not too many. Pure. */
import { type Bounds, polygonBounds } from '../ink/geometry';
import { labelSize } from '../ink/labelPlace';
import type { Point } from '../ink/matrix';
import type { Size } from '../ui/zoom';

/** More cannot be read while the picture moves. */
const MOST_LABELS = 6;
const GAP_PX = 7;
const MARGIN_PX = 4;

export interface Wanted {
  readonly lines: readonly string[];
  /** CSS pixels of the layer. */
  readonly outline: readonly Point[];
}

/**
 * A box for each label, the first ones first; null for those that find no room.
 *
 * Right of the outline, else left of it, else under it; always inside the frame, and only while its outline is seen.
 */
export function placeLabels(wanted: readonly Wanted[], frame: Size): readonly (Bounds | null)[] {
  const taken: Bounds[] = [];
  return wanted.map(({ lines, outline }) => {
    const around = polygonBounds(outline);
    if (taken.length >= MOST_LABELS || !overlap(around, { left: 0, top: 0, right: frame.width, bottom: frame.height })) {
      return null;
    }
    const free = candidates(around, labelSize(lines), frame).find((box) => !taken.some((other) => overlap(box, other)));
    if (free !== undefined) {
      taken.push(free);
    }
    return free ?? null;
  });
}

function candidates({ left, top, right, bottom }: Bounds, { width, height }: Size, frame: Size): readonly Bounds[] {
  const middle = (top + bottom - height) / 2;
  const places: readonly Point[] = [
    [right + GAP_PX, middle],
    [left - GAP_PX - width, middle],
    [left, bottom + GAP_PX],
    [left, top - GAP_PX - height],
  ];
  const inside = ([x, y]: Point): boolean => x >= MARGIN_PX && y >= MARGIN_PX && x + width <= frame.width - MARGIN_PX && y + height <= frame.height - MARGIN_PX;
  return places.filter(inside).map(([x, y]) => ({ left: x, top: y, right: x + width, bottom: y + height }));
}

function overlap(a: Bounds, b: Bounds): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
