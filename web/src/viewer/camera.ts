/** The camera of a viewport: turning, mirroring, magnifying, and the letters at its edges. */
import { Enums, type Types } from '@cornerstonejs/core';
import { edgeLetters, type EdgeLetters } from './orientation';
import type { ViewCommand } from './view';

type PictureViewport = Types.IStackViewport | Types.IVolumeViewport;

const QUARTER_TURN = 90;
const FULL_TURN = 360;
const ZOOM_STEP = 1.25;

export const { InterpolationType } = Enums;

/** Commands on the camera; `false` for those that are not. */
export function moveCamera(viewport: PictureViewport, command: ViewCommand): boolean {
  const { rotation = 0 } = viewport.getViewPresentation();
  const { flipHorizontal = false, flipVertical = false } = viewport.getCamera();
  switch (command) {
    case 'rotate':
      viewport.setViewPresentation({ rotation: (rotation + QUARTER_TURN) % FULL_TURN });
      break;
    case 'flipHorizontally':
      mirror(viewport, { flipHorizontal: !flipHorizontal }, rotation);
      break;
    case 'flipVertically':
      mirror(viewport, { flipVertical: !flipVertical }, rotation);
      break;
    case 'zoomIn':
      viewport.setZoom(viewport.getZoom() * ZOOM_STEP);
      break;
    case 'zoomOut':
      viewport.setZoom(viewport.getZoom() / ZOOM_STEP);
      break;
    default:
      return false;
  }
  viewport.render();
  return true;
}

/** On the screen: where the processor draws, Cornerstone mirrors a turned picture along its own axes. */
function mirror(viewport: PictureViewport, flips: Pick<Types.ICamera, 'flipHorizontal' | 'flipVertical'>, rotation: number): void {
  viewport.setCamera(flips);
  if (viewport.getUseCustomRenderingPipeline()) {
    viewport.setViewPresentation({ rotation: (FULL_TURN - rotation) % FULL_TURN });
  }
}

/** From where the corners of the viewport lie in the patient, so that turning and mirroring are in it. */
export function lettersAtEdges(viewport: PictureViewport): EdgeLetters {
  const origin = viewport.canvasToWorld([0, 0]);
  const right = direction(origin, viewport.canvasToWorld([10, 0]));
  const down = direction(origin, viewport.canvasToWorld([0, 10]));
  return edgeLetters(right, down);
}

function direction(from: Types.Point3, to: Types.Point3): readonly number[] {
  const difference = to.map((value, axis) => value - (from[axis] ?? 0));
  const length = Math.hypot(...difference);
  return difference.map((part) => part / (length || 1));
}
