/** The seam between a picture and what is drawn on it: where its points lie on the screen, how long they are, what is in it. */
import type { MarkTarget } from '../board/schema';
import type { Size } from '../ui/zoom';
import type { Matrix, Point } from './matrix';

/**
 * A picture that can be drawn upon. Points of the picture are in the units of its target (`MarkTarget`): columns and rows of
 * pixels with the centre of the first pixel at 0.5, 0.5; on a running picture fractions of its width and height. Points of the
 * screen are CSS pixels from the upper left corner of the layer.
 *
 * `target`, `size` and `matrix` are stable references: they are replaced when, and only when, they change.
 */
export interface Surface {
  /** What marks drawn now lie on; null while there is no picture. */
  readonly target: MarkTarget | null;
  /** Of the layer, CSS pixels. */
  readonly size: Size;
  /** From the picture to the screen. */
  readonly matrix: Matrix;
  /** What one unit of the picture measures at these points: one scale for all of them. */
  scale(points: readonly Point[]): Scale;
  /** Of the pixels whose centres lie inside; null where there are no values (no picture yet, colours, a running picture) or no pixels. */
  values(region: Region): RegionValues | null;
  /** Told at most once for each drawn frame when any of the above has changed. */
  subscribe(listener: () => void): () => void;
}

/** Lengths along the picture's two axes; turned directions follow from them. */
export interface Scale {
  /** How long one unit across is, in `unit`. */
  readonly x: number;
  /** How long one unit down is, in `unit`. */
  readonly y: number;
  /** UCUM. In `{pixels}`, pixels that are not square are counted by the picture's aspect ratio. */
  readonly unit: 'mm' | '{pixels}';
  /** Measured at the detector: larger than in the patient by an unknown magnification. */
  readonly projected: boolean;
}

/** In units of the picture. */
export type Region =
  | { readonly kind: 'ellipse'; readonly centre: Point; readonly radii: Point }
  | { readonly kind: 'polygon'; readonly points: readonly Point[] };

export interface RegionValues {
  readonly mean: number;
  /** Of the population. */
  readonly deviation: number;
  /** UCUM: `[hnsf'U]`, or `1` where the values have no unit. */
  readonly unit: string;
}
