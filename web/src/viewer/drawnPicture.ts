/** Where a stack's viewport draws the pixels of its picture, whether the graphics card or the processor draws. */
import type { Types } from '@cornerstonejs/core';

export interface DrawnPicture {
  readonly columns: number;
  readonly rows: number;
  /** Between columns and between rows, in the units of the patient's space. */
  readonly spacing: readonly [number, number];
  /** Of a point of the picture, counted in pixels from its upper left corner: its place on the canvas, CSS pixels. */
  readonly place: (column: number, row: number) => Types.Point2;
}

/** Cornerstone's patient space has the middle of the first pixel in its origin on the graphics card, but the pixel's corner where the processor draws. */
const ORIGIN = { graphics: 0.5, processor: 0 };

/** Null while there is no picture. */
export function drawnPicture(viewport: Types.IStackViewport): DrawnPicture | null {
  const data = viewport.getImageData();
  const [columns = 0, rows = 0] = data?.dimensions ?? [];
  if (data === undefined || columns === 0 || rows === 0) {
    return null;
  }
  const { origin, spacing } = data;
  const direction = Array.from(data.direction);
  const first = ORIGIN[viewport.getUseCustomRenderingPipeline() ? 'processor' : 'graphics'];
  const place = (column: number, row: number): Types.Point2 => {
    const [right, down] = [(column - first) * spacing[0], (row - first) * spacing[1]];
    const world = origin.map((start, axis) => start + right * (direction[axis] ?? 0) + down * (direction[3 + axis] ?? 0));
    return viewport.worldToCanvas(world as Types.Point3);
  };
  return { columns, rows, spacing: [spacing[0], spacing[1]], place };
}
