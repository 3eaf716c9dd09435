/** A stored picture as a surface: where Cornerstone draws its pixels, and what they hold. */
import { EVENTS, type Types } from '@cornerstonejs/core';
import type { MarkTarget } from '../board/schema';
import type { Size } from '../ui/zoom';
import { text } from '../viewer/dicomJson';
import { drawnPicture } from '../viewer/drawnPicture';
import type { Frame } from '../viewer/frames';
import type { StackView } from '../viewer/stackView';
import { imageScale } from './imageScale';
import { fromCorners, IDENTITY, type Matrix, type Point, sameMatrix } from './matrix';
import { regionValues, type Samples } from './regionValues';
import type { Region, RegionValues, Scale, Surface } from './surface';

const MODALITY = '00080060';
const RESCALE_TYPE = '00281054';
const UNCALIBRATED: Scale = { x: 1, y: 1, unit: '{pixels}', projected: false };

/** Follows a viewport until it is disposed. */
export class StackSurface implements Surface {
  target: MarkTarget | null = null;
  size: Size = { width: 0, height: 0 };
  matrix: Matrix = IDENTITY;
  readonly #view: StackView;
  readonly #study: string;
  readonly #ended = new AbortController();
  readonly #listeners = new Set<() => void>();
  #frame: Frame | null = null;

  /** `study`: the UID by which the archive was asked. */
  constructor(view: StackView, study: string) {
    this.#view = view;
    this.#study = study;
    // Once for each drawn picture, with the camera as it was drawn: marks move with it, never before or after.
    view.viewport.element.addEventListener(EVENTS.IMAGE_RENDERED, () => this.#rendered(), { signal: this.#ended.signal });
    this.#rendered();
  }

  scale(points: readonly Point[]): Scale {
    return this.#frame === null ? UNCALIBRATED : imageScale(this.#frame.attributes, points);
  }

  values(region: Region): RegionValues | null {
    const image = this.#image();
    const samples = image === null || this.#frame === null ? null : samplesOf(image, this.#frame);
    return samples === null ? null : regionValues(samples, region);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispose(): void {
    this.#ended.abort();
    this.#listeners.clear();
  }

  /** What is on the screen, which may lag behind what was asked for. */
  #image(): Types.IImage | null {
    return (this.#view.viewport.getCornerstoneImage() as Types.IImage | undefined) ?? null;
  }

  #rendered(): void {
    const { viewport, stack } = this.#view;
    const image = this.#image();
    const frame = image === null ? null : (stack?.frames.find(({ imageId }) => imageId === image.imageId) ?? null);
    const matrix = frame === null ? IDENTITY : pixelMatrix(viewport);
    const { clientWidth: width, clientHeight: height } = viewport.element;
    const sameSize = this.size.width === width && this.size.height === height;
    if (frame === this.#frame && sameSize && sameMatrix(matrix, this.matrix)) {
      return;
    }
    if (frame !== this.#frame) {
      this.#frame = frame;
      this.target = frame === null ? null : this.#targetOf(frame);
    }
    this.size = sameSize ? this.size : { width, height };
    this.matrix = sameMatrix(matrix, this.matrix) ? this.matrix : matrix;
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #targetOf({ sopInstanceUid, frameNumber }: Frame): MarkTarget {
    return { kind: 'image', study: this.#study, series: this.#view.stack?.seriesUid ?? '', instance: sopInstanceUid, frame: frameNumber };
  }
}

/** From columns and rows to CSS pixels, turning, mirroring and magnification included. */
function pixelMatrix(viewport: Types.IStackViewport): Matrix {
  const picture = drawnPicture(viewport);
  if (picture === null) {
    return IDENTITY;
  }
  const { columns, rows, place } = picture;
  return fromCorners(place(0, 0), place(columns, 0), place(0, rows), columns, rows);
}

function samplesOf(image: Types.IImage, { attributes }: Frame): Samples | null {
  if (image.color) {
    return null;
  }
  const scaled = image.preScale?.scaled === true;
  const inHounsfield = text(attributes, MODALITY) === 'CT' && (text(attributes, RESCALE_TYPE) ?? 'HU') === 'HU';
  return {
    columns: image.columns,
    rows: image.rows,
    values: image.voxelManager?.getScalarData() ?? image.getPixelData(),
    slope: scaled ? 1 : image.slope,
    intercept: scaled ? 0 : image.intercept,
    unit: inHounsfield ? "[hnsf'U]" : '1',
  };
}
