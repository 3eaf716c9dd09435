/** Cornerstone's step between CSS pixels and those of a canvas, where the processor draws: none, for it gives such a canvas one pixel for each CSS pixel.
 *
 * Takes the place of Cornerstone's own (see the build's aliases), which counts in the screen's pixels: on a screen at 125 % it would
 * point, mark and measure a quarter beside and beyond what it has drawn.
 */
import type { Types } from '@cornerstonejs/core';

export function cssToDevicePixels(point: Types.Point2): Types.Point2 {
  return point;
}

export function deviceToCssPixels(point: Types.Point2): Types.Point2 {
  return point;
}
