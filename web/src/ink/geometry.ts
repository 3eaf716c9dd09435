/** Points, lines, ellipses and outlines in the plane: pure geometry in whatever unit the points have. */
import type { Point } from './matrix';
import type { Region } from './surface';

export type Ellipse = Extract<Region, { readonly kind: 'ellipse' }>;

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

export function middle(a: Point, b: Point): Point {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

export function moved(points: readonly Point[], dx: number, dy: number): readonly Point[] {
  return points.map(([x, y]) => [x + dx, y + dy]);
}

/** From `p` to the nearest point between `a` and `b`. */
export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared));
  return distance(p, [a[0] + along * dx, a[1] + along * dy]);
}

/** From `p` to the nearest point of a line through the points, back to its start where `closed`. */
export function distanceToLine(p: Point, points: readonly Point[], closed: boolean): number {
  const [first, ...rest] = points;
  if (first === undefined) {
    return Infinity;
  }
  let nearest = distance(p, first);
  let from = first;
  for (const to of closed ? [...rest, first] : rest) {
    nearest = Math.min(nearest, distanceToSegment(p, from, to));
    from = to;
  }
  return nearest;
}

/** At `vertex`, between the directions to `a` and `b`, degrees from 0 to 180; 0 where one of them is no direction. */
export function angleAt(vertex: Point, a: Point, b: Point): number {
  const [ax, ay, bx, by] = [a[0] - vertex[0], a[1] - vertex[1], b[0] - vertex[0], b[1] - vertex[1]];
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI;
}

/** Gauss's area formula; the outline is closed by itself. */
export function polygonArea(points: readonly Point[]): number {
  let twice = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  }
  return Math.abs(twice) / 2;
}

/** In square units of the region's points. */
export function regionArea(region: Region): number {
  return region.kind === 'ellipse' ? Math.PI * region.radii[0] * region.radii[1] : polygonArea(region.points);
}

/** The ellipse that touches the sides of the box between two opposite corners, its axes along the picture's. */
export function ellipseIn(corner: Point, opposite: Point): Ellipse {
  return { kind: 'ellipse', centre: middle(corner, opposite), radii: [Math.abs(opposite[0] - corner[0]) / 2, Math.abs(opposite[1] - corner[1]) / 2] };
}

export function ellipseBounds({ centre, radii }: Ellipse): Bounds {
  return { left: centre[0] - radii[0], top: centre[1] - radii[1], right: centre[0] + radii[0], bottom: centre[1] + radii[1] };
}

/** Points around an ellipse, in order. */
export function aroundEllipse({ centre, radii }: Ellipse, count: number): readonly Point[] {
  return Array.from({ length: count }, (_, index) => {
    const turn = (2 * Math.PI * index) / count;
    return [centre[0] + radii[0] * Math.cos(turn), centre[1] + radii[1] * Math.sin(turn)];
  });
}

export function polygonBounds(points: readonly Point[]): Bounds {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
