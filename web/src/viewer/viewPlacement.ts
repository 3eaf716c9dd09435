/** Where a viewport's camera stands, told so that a viewport of another size can stand there too. */
import type { Types } from '@cornerstonejs/core';

/** The picture turned, mirrored, magnified and moved. */
export interface Placement {
  /** 1 fits the picture into the viewport. */
  readonly zoom: number;
  /** How far the picture is moved right and down at zoom 1, in millimetres (or pixels, where the picture has no scale). */
  readonly pan: readonly [number, number];
  /** Degrees. */
  readonly rotation: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
}

/** Pixels of the canvas over which the scale is taken. */
const BASE = 100;

export function readPlacement(viewport: Types.IStackViewport): Placement {
  const { zoom = 1, pan = [0, 0], rotation = 0, flipHorizontal = false, flipVertical = false } = viewport.getViewPresentation();
  const scale = lengthOfPixel(viewport) * zoom;
  return { zoom, pan: [pan[0] * scale, pan[1] * scale], rotation, flipHorizontal, flipVertical };
}

export function applyPlacement(viewport: Types.IStackViewport, { zoom, pan, rotation, flipHorizontal, flipVertical }: Placement): void {
  // Turned and mirrored first: Cornerstone moves along the axes of the screen.
  viewport.setViewPresentation({ rotation, flipHorizontal, flipVertical });
  viewport.setZoom(zoom);
  const scale = lengthOfPixel(viewport) * zoom;
  viewport.setViewPresentation({ zoom, pan: [pan[0] / scale, pan[1] / scale] });
}

/** Of one CSS pixel at the present zoom, in the units of the patient's space. */
function lengthOfPixel(viewport: Types.IStackViewport): number {
  const from = viewport.canvasToWorld([0, 0]);
  const to = viewport.canvasToWorld([0, BASE]);
  return Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]) / BASE;
}
