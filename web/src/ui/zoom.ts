/** Zooming and panning a picture inside its frame: pure geometry, lengths in CSS pixels from the frame's centre. */

/** The picture is scaled about the frame's centre, then moved. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Eightfold shows single pixels of a console's picture on any screen. */
const MAX_SCALE = 8;

/** Zooms by `factor` and keeps the point of the picture under `at` where it is. */
export function zoomAt(view: View, at: Point, factor: number, frame: Size): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return clamp({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, frame);
}

export function panBy(view: View, dx: number, dy: number, frame: Size): View {
  return clamp({ ...view, x: view.x + dx, y: view.y + dy }, frame);
}

/** The picture always covers its frame: nobody can lose it beyond an edge. */
export function clamp({ scale, x, y }: View, { width, height }: Size): View {
  const maxX = ((scale - 1) * width) / 2;
  const maxY = ((scale - 1) * height) / 2;
  return { scale, x: Math.min(maxX, Math.max(-maxX, x)), y: Math.min(maxY, Math.max(-maxY, y)) };
}

/** What two fingers say by moving from one pair of places to another: zoom by `factor` about `at`, then move by `dx`, `dy`. */
export function pinch(before: readonly [Point, Point], after: readonly [Point, Point]) {
  const from = middle(before);
  const to = middle(after);
  return {
    at: to,
    factor: distance(after) / Math.max(1, distance(before)),
    dx: to.x - from.x,
    dy: to.y - from.y,
  };
}

function middle([a, b]: readonly [Point, Point]): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance([a, b]: readonly [Point, Point]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
