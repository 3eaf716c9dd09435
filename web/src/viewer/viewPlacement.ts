/** Where a viewport's camera stands, told so that a viewport of another size, or drawn in another way, can stand there too.
 *
 * Cornerstone's own zoom is relative to the fitted picture on the graphics card, and canvas pixels for a pixel of the picture
 * where the processor draws; its pan is a way on the canvas there, and a point of the patient here. Both are measured on
 * the canvas instead. Its rotation and flips mean the same: first mirrored along the picture's own axes, then turned clockwise.
 */
import type { Types } from '@cornerstonejs/core';
import { type DrawnPicture, drawnPicture } from './drawnPicture';

/** The picture turned, mirrored, magnified and moved. */
export interface Placement {
  /** 1 fits the picture, as it is when not turned, into the viewport. */
  readonly zoom: number;
  /** How far the picture's middle is right of and below the viewport's, in millimetres (or pixels, where the picture has no scale). */
  readonly pan: readonly [number, number];
  /** Degrees. */
  readonly rotation: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
}

export const FITTED: Placement = { zoom: 1, pan: [0, 0], rotation: 0, flipHorizontal: false, flipVertical: false };

/** Null while nothing is drawn. */
export function readPlacement(viewport: Types.IStackViewport): Placement | null {
  const picture = pictureIn(viewport);
  if (picture === null) {
    return null;
  }
  const { rotation = 0, flipHorizontal = false, flipVertical = false } = viewport.getViewPresentation();
  const length = lengthOfPixel(picture);
  const [right, down] = wayOfMiddle(viewport, picture);
  return { zoom: fittedLength(viewport, picture) / length, pan: [right * length, down * length], rotation, flipHorizontal, flipVertical };
}

/** Does nothing while nothing is drawn. */
export function applyPlacement(viewport: Types.IStackViewport, { zoom, pan, rotation, flipHorizontal, flipVertical }: Placement): void {
  const picture = pictureIn(viewport);
  if (picture === null) {
    return;
  }
  // Mirrored first: on the graphics card mirroring turns a turned picture the other way.
  viewport.setCamera({ flipHorizontal, flipVertical });
  viewport.setViewPresentation({ rotation });
  viewport.setZoom((viewport.getZoom() * zoom * lengthOfPixel(picture)) / fittedLength(viewport, picture));
  const length = lengthOfPixel(picture);
  const [right, down] = wayOfMiddle(viewport, picture);
  moveBy(viewport, [pan[0] / length - right, pan[1] / length - down]);
}

function pictureIn(viewport: Types.IStackViewport): DrawnPicture | null {
  const { clientWidth, clientHeight } = viewport.element;
  return clientWidth === 0 || clientHeight === 0 ? null : drawnPicture(viewport);
}

/** Of one CSS pixel at the present zoom, in the units of the patient's space. */
function lengthOfPixel({ columns, spacing, place }: DrawnPicture): number {
  const [from, to] = [place(0, 0), place(columns, 0)];
  return (columns * spacing[0]) / Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** Of one CSS pixel where the whole picture just fits. */
function fittedLength({ element }: Types.IStackViewport, { columns, rows, spacing }: DrawnPicture): number {
  return Math.max((columns * spacing[0]) / element.clientWidth, (rows * spacing[1]) / element.clientHeight);
}

/** From the middle of the viewport to the middle of the picture, CSS pixels. */
function wayOfMiddle({ element }: Types.IStackViewport, { columns, rows, place }: DrawnPicture): Types.Point2 {
  const [x, y] = place(columns / 2, rows / 2);
  return [x - element.clientWidth / 2, y - element.clientHeight / 2];
}

/** Moves the picture by CSS pixels; `setPan` leaves out ways below one, and means something else where the processor draws. */
function moveBy(viewport: Types.IStackViewport, [right, down]: Types.Point2): void {
  const middle: Types.Point2 = [viewport.element.clientWidth / 2, viewport.element.clientHeight / 2];
  const from = viewport.canvasToWorld(middle);
  const to = viewport.canvasToWorld([middle[0] - right, middle[1] - down]);
  const { focalPoint, position } = viewport.getCamera();
  if (focalPoint !== undefined && position !== undefined) {
    const along = (point: Types.Point3): Types.Point3 => [point[0] + to[0] - from[0], point[1] + to[1] - from[1], point[2] + to[2] - from[2]];
    viewport.setCamera({ focalPoint: along(focalPoint), position: along(position) });
  }
}
