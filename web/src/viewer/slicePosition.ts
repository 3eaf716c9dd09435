/** Which slice of another stack lies where this one does. */
import { dot, type Frame, type Plane, planeOf } from './frames';
import { text } from './dicomJson';

const FRAME_OF_REFERENCE = '00200052';
/** Stacks whose normals differ by more than about 15 degrees do not scroll together. */
const PARALLEL = Math.cos((15 * Math.PI) / 180);

/** Index of the frame nearest to `plane` along its normal; null where the two stacks do not lie in one space or are not parallel. */
export function nearestSlice(plane: Plane, frames: readonly Frame[]): number | null {
  const target = dot(plane.position, plane.normal);
  let nearest: number | null = null;
  let least = Infinity;
  for (const [index, frame] of frames.entries()) {
    const other = planeOf(frame);
    if (other === null || Math.abs(dot(other.normal, plane.normal)) < PARALLEL) {
      return null;
    }
    const distance = Math.abs(dot(other.position, plane.normal) - target);
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}

/** Null where the file names none: such a picture shares its space with no other. */
export function frameOfReference(frame: Frame): string | null {
  return text(frame.attributes, FRAME_OF_REFERENCE);
}
