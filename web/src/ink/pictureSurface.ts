/** A running, frozen or shared picture as a surface: letterboxed by `object-fit: contain`, magnified and moved. */
import type { MarkTarget, PictureView } from '../board/schema';
import type { Size } from '../ui/zoom';
import { IDENTITY, type Matrix, type Point, sameMatrix } from './matrix';
import type { Scale, Surface } from './surface';
import { sameTarget } from './target';

export interface PictureGeometry {
  /** Of the picture itself, pixels. */
  readonly intrinsic: Size;
  /** Of the element that it fills, CSS pixels. */
  readonly element: Size;
  readonly view: PictureView;
}

/** Millimetres for each pixel, where a picture is calibrated. */
export interface PixelSpacing {
  readonly x: number;
  readonly y: number;
}

const NOTHING: Size = { width: 0, height: 0 };

/** How large the whole picture is shown at zoom 1, CSS pixels. */
export function fittedSize(intrinsic: Size, element: Size): Size {
  if (intrinsic.width <= 0 || intrinsic.height <= 0) {
    return NOTHING;
  }
  const ratio = Math.min(element.width / intrinsic.width, element.height / intrinsic.height);
  return { width: intrinsic.width * ratio, height: intrinsic.height * ratio };
}

/** From fractions of the picture's width and height to CSS pixels of the element; `view.centre` is seen in its middle. */
export function fractionMatrix({ intrinsic, element, view }: PictureGeometry): Matrix {
  const { width, height } = fittedSize(intrinsic, element);
  const [across, down] = [width * view.zoom, height * view.zoom];
  return [across, 0, 0, down, element.width / 2 - view.centre[0] * across, element.height / 2 - view.centre[1] * down];
}

/** From pixels of the picture to CSS pixels of the element. */
export function pixelMatrix(geometry: PictureGeometry): Matrix {
  const [across, , , down, left, top] = fractionMatrix(geometry);
  return [across / geometry.intrinsic.width, 0, 0, down / geometry.intrinsic.height, left, top];
}

/** Told by the page what is shown and how. */
export class PictureSurface implements Surface {
  target: MarkTarget | null = null;
  size: Size = NOTHING;
  matrix: Matrix = IDENTITY;
  readonly #listeners = new Set<() => void>();
  #intrinsic: Size = NOTHING;
  #spacing: PixelSpacing | null = null;

  /** `spacing`: only for a picture known to be calibrated. */
  show(target: MarkTarget | null, geometry: PictureGeometry, spacing: PixelSpacing | null = null): void {
    const known = geometry.intrinsic.width > 0 && geometry.intrinsic.height > 0;
    const shown = known ? target : null;
    const matrix = this.#matrixFor(shown, geometry);
    const sameSize = this.size.width === geometry.element.width && this.size.height === geometry.element.height;
    const unchanged = sameSize && sameTarget(this.target, shown) && sameMatrix(this.matrix, matrix);
    this.#intrinsic = geometry.intrinsic;
    this.#spacing = spacing;
    if (unchanged) {
      return;
    }
    this.target = sameTarget(this.target, shown) ? this.target : shown;
    this.size = sameSize ? this.size : geometry.element;
    this.matrix = sameMatrix(this.matrix, matrix) ? this.matrix : matrix;
    for (const listener of this.#listeners) {
      listener();
    }
  }

  scale(_points: readonly Point[]): Scale {
    const { x, y } = this.#spacing ?? { x: 1, y: 1 };
    const unit = this.#spacing === null ? '{pixels}' : 'mm';
    const { width, height } = this.target?.kind === 'live' ? this.#intrinsic : { width: 1, height: 1 };
    return { x: x * width, y: y * height, unit, projected: false };
  }

  /** Grey levels of a video mean nothing. */
  values(): null {
    return null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #matrixFor(target: MarkTarget | null, geometry: PictureGeometry): Matrix {
    if (target === null) {
      return IDENTITY;
    }
    return target.kind === 'live' ? fractionMatrix(geometry) : pixelMatrix(geometry);
  }
}
