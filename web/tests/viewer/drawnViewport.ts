/** A stack's viewport that draws in either of Cornerstone's two ways, with what each means by zoom, flips and a picture's origin. */
import type { Types } from '@cornerstonejs/core';

type Pair = readonly [number, number];

export const COLUMNS = 120;
export const ROWS = 80;
const SPACING: Pair = [0.5, 0.75];
/** Not in the patient's origin, so that a wrong pan is far off. */
const ORIGIN: Pair = [-30, 200];

export type Way = 'graphics' | 'processor';

export class DrawnViewport {
  readonly element: { clientWidth: number; clientHeight: number };
  /** CSS pixels of a millimetre. */
  scale: number;
  flips = { flipHorizontal: false, flipVertical: false };
  rotation = 0;
  /** From the viewport's middle to the picture's, CSS pixels. */
  shift: Pair = [0, 0];
  readonly #way: Way;

  constructor(way: Way, width: number, height: number) {
    this.#way = way;
    this.element = { clientWidth: width, clientHeight: height };
    this.scale = this.#fit();
  }

  getUseCustomRenderingPipeline = () => this.#way === 'processor';
  getImageData = () => ({ dimensions: [COLUMNS, ROWS, 1], spacing: [...SPACING, 1], origin: [...ORIGIN, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] });
  getViewPresentation = () => ({ ...this.flips, rotation: this.rotation });
  setViewPresentation = ({ rotation }: { readonly rotation: number }) => {
    this.rotation = rotation;
  };
  getZoom = () => this.scale / this.#unit();
  setZoom = (zoom: number) => {
    this.scale = zoom * this.#unit();
  };
  getProperties = () => ({ isComputedVOI: true });
  render = () => undefined;

  getCamera = () => ({ ...this.flips, focalPoint: this.canvasToWorld(this.#middle()), position: [0, 0, 0] as Types.Point3 });

  setCamera = ({ focalPoint, ...flips }: Partial<Types.ICamera>) => {
    this.#mirror({ ...this.flips, ...flips });
    if (focalPoint !== undefined) {
      const [x, y] = this.worldToCanvas(focalPoint);
      const [left, top] = this.#middle();
      this.shift = [this.shift[0] + left - x, this.shift[1] + top - y];
    }
  };

  worldToCanvas = ([x, y]: Types.Point3): Types.Point2 => {
    const [centreX, centreY] = this.#centre();
    const mirrored: Pair = [(this.flips.flipHorizontal ? -1 : 1) * (x - centreX), (this.flips.flipVertical ? -1 : 1) * (y - centreY)];
    const [right, down] = turned(mirrored, this.rotation);
    const [left, top] = this.#middle();
    return [left + this.shift[0] + right * this.scale, top + this.shift[1] + down * this.scale];
  };

  canvasToWorld = ([x, y]: Types.Point2): Types.Point3 => {
    const [left, top] = this.#middle();
    const [right, down] = turned([(x - left - this.shift[0]) / this.scale, (y - top - this.shift[1]) / this.scale], -this.rotation);
    const [centreX, centreY] = this.#centre();
    return [centreX + (this.flips.flipHorizontal ? -right : right), centreY + (this.flips.flipVertical ? -down : down), 0];
  };

  /** On the graphics card it is the screen that is mirrored. */
  #mirror({ flipHorizontal = false, flipVertical = false }: Partial<Types.ICamera>): void {
    const times = Number(flipHorizontal !== this.flips.flipHorizontal) + Number(flipVertical !== this.flips.flipVertical);
    this.flips = { flipHorizontal, flipVertical };
    this.rotation = this.#way === 'graphics' && times === 1 ? (360 - this.rotation) % 360 : this.rotation;
  }

  /** CSS pixels of a millimetre where Cornerstone's zoom is 1. */
  #unit(): number {
    return this.#way === 'graphics' ? this.#fit() : 1 / Math.min(...SPACING);
  }

  #fit(): number {
    const { clientWidth, clientHeight } = this.element;
    return Math.min(clientWidth / (COLUMNS * SPACING[0]), clientHeight / (ROWS * SPACING[1]));
  }

  #middle(): Types.Point2 {
    return [this.element.clientWidth / 2, this.element.clientHeight / 2];
  }

  /** Of the picture, in the patient. */
  #centre(): Pair {
    const half = this.#way === 'graphics' ? 0.5 : 0;
    return [ORIGIN[0] + (COLUMNS / 2 - half) * SPACING[0], ORIGIN[1] + (ROWS / 2 - half) * SPACING[1]];
  }
}

function turned([x, y]: Pair, degrees: number): Pair {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return [x * cosine - y * sine, x * sine + y * cosine];
}
