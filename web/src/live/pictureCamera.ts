/** How a running or frozen picture is magnified and moved inside its frame, the same on screens of every size. */
import type { PictureView } from '../board/schema';
import { fittedSize } from '../ink/pictureSurface';
import { panBy, type Point, type Size, type View, zoomAt } from '../ui/zoom';
import { Store } from '../viewer/store';

export interface PictureGeometry {
  /** CSS pixels. */
  readonly frame: Size;
  /** Pixels of the picture; nothing before they are known. */
  readonly picture: Size;
}

export const WHOLE_PICTURE: PictureView = { kind: 'picture', zoom: 1, centre: [0.5, 0.5] };

const ZOOM_STEP = 1.25;
const NO_SIZE: Size = { width: 0, height: 0 };

/** Its value is what is looked at: the point of the picture in the middle of the frame, and how large. */
export class PictureCamera extends Store<PictureView> {
  /** What the view is laid into: the same view lies elsewhere in a frame of another size. */
  readonly geometry = new Store<PictureGeometry>({ frame: NO_SIZE, picture: NO_SIZE });
  #byHand = false;

  constructor() {
    super(WHOLE_PICTURE);
  }

  /** Whether the last change was made by the person at this screen, rather than shown to them. */
  get byHand(): boolean {
    return this.#byHand;
  }

  setFrame(frame: Size): void {
    this.geometry.set({ ...this.geometry.getSnapshot(), frame });
  }

  setPicture(picture: Size): void {
    this.geometry.set({ ...this.geometry.getSnapshot(), picture });
  }

  /** @param at from the middle of the frame, CSS pixels; stays where it is */
  zoomAt(at: Point, factor: number): void {
    this.#move((view) => zoomAt(view, at, factor, this.geometry.getSnapshot().frame));
  }

  /** About the middle: 1 in, -1 out. */
  zoomStep(direction: 1 | -1): void {
    this.zoomAt({ x: 0, y: 0 }, ZOOM_STEP ** direction);
  }

  panBy(dx: number, dy: number): void {
    this.#move((view) => panBy(view, dx, dy, this.geometry.getSnapshot().frame));
  }

  reset(): void {
    this.#change(WHOLE_PICTURE, true);
  }

  /** Looks at what somebody else looks at. */
  show(view: PictureView): void {
    this.#change(view, false);
  }

  /** The picture as CSS: scaled about the frame's middle, then moved. */
  transformOf(view: PictureView): string {
    const { scale, x, y } = this.#inPixels(view);
    return `translate(${x}px, ${y}px) scale(${scale})`;
  }

  #move(next: (view: View) => View): void {
    const { frame } = this.geometry.getSnapshot();
    if (frame.width === 0 || frame.height === 0) {
      return;
    }
    const { scale, x, y } = next(this.#inPixels(this.getSnapshot()));
    const { width, height } = this.#fitted();
    this.#change({ kind: 'picture', zoom: scale, centre: [0.5 - x / (scale * width), 0.5 - y / (scale * height)] }, true);
  }

  #inPixels({ zoom, centre }: PictureView): View {
    const { width, height } = this.#fitted();
    return { scale: zoom, x: (0.5 - centre[0]) * zoom * width, y: (0.5 - centre[1]) * zoom * height };
  }

  /** Of the whole picture in the frame; the frame itself while there is no picture. */
  #fitted(): Size {
    const { picture, frame } = this.geometry.getSnapshot();
    const fitted = fittedSize(picture, frame);
    return fitted.width === 0 ? frame : fitted;
  }

  #change(view: PictureView, byHand: boolean): void {
    const before = this.getSnapshot();
    if (before.zoom !== view.zoom || before.centre[0] !== view.centre[0] || before.centre[1] !== view.centre[1]) {
      this.#byHand = byHand;
      this.set(view);
    }
  }
}
