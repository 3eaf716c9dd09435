/** The form of each tool's mark: its line, its handles, where its label goes. The same in picture and screen units. */
import type { MarkTool } from '../board/schema';
import { ellipseIn, middle, polygonBounds } from './geometry';
import { apply, type Matrix, type Point } from './matrix';

/** How many points finish a mark; null for as many as the hand draws. */
export const POINTS_NEEDED: Readonly<Record<MarkTool, number | null>> = {
  /** Both ends. */
  length: 2,
  /** The end of one arm, the vertex, the end of the other. */
  angle: 3,
  /** Two opposite corners of the box around it. */
  ellipse: 2,
  /** Along the line. */
  freehand: null,
  /** The tip, then the tail. */
  arrow: 2,
  /** Where it begins. */
  text: 1,
};

const DIGITS = 5;
const ARROW_HEAD = 11;
const ARROW_SPREAD = 0.42;
const TICK = 5;
const ARC_RADIUS = 20;

/** For `d` of an SVG path; empty for text, which is only its label. */
export function linePath(tool: MarkTool, points: readonly Point[], closed: boolean): string {
  const [first, second] = points;
  if (first === undefined || second === undefined || tool === 'text') {
    return '';
  }
  if (tool === 'ellipse') {
    const { centre, radii } = ellipseIn(first, second);
    const [rx, ry] = [short(radii[0]), short(radii[1])];
    const half = (sign: 1 | -1) => `a${rx} ${ry} 0 1 0 ${short(2 * sign * radii[0])} 0`;
    return `M${pair([centre[0] - radii[0], centre[1]])}${half(1)}${half(-1)}`;
  }
  return `M${points.map(pair).join('L')}${closed ? 'Z' : ''}`;
}

/** What keeps its size whatever the magnification: arrow heads, end ticks, the arc of an angle. In CSS pixels, from the first point. */
export function adornmentPath(tool: MarkTool, screen: readonly Point[]): string {
  const [first, second, third] = screen;
  if (first === undefined || second === undefined) {
    return '';
  }
  const [dx, dy] = [second[0] - first[0], second[1] - first[1]];
  const direction = Math.atan2(dy, dx);
  switch (tool) {
    case 'arrow':
      return `M${polar([0, 0], direction - ARROW_SPREAD, ARROW_HEAD)}L0 0L${polar([0, 0], direction + ARROW_SPREAD, ARROW_HEAD)}`;
    case 'length':
      return [[0, 0] as const, [dx, dy] as const].map((end) => `M${polar(end, direction + Math.PI / 2, TICK)}L${polar(end, direction - Math.PI / 2, TICK)}`).join('');
    case 'angle':
      return third === undefined ? '' : arc([dx, dy], direction + Math.PI, Math.atan2(third[1] - second[1], third[0] - second[0]));
    default:
      return '';
  }
}

/** Beside which place on the screen the label is written: the rightmost, however the picture is turned. */
export function labelPoint(tool: MarkTool, points: readonly Point[], matrix: Matrix): Point {
  const [first = [0, 0], second = first] = points;
  switch (tool) {
    case 'text':
      return apply(matrix, first);
    case 'arrow':
      return apply(matrix, second);
    default: {
      const places = (tool === 'ellipse' ? handles(tool, points) : points).map((point) => apply(matrix, point));
      return places.reduce((right, place) => (place[0] > right[0] ? place : right), places[0] ?? [0, 0]);
    }
  }
}

/** Where a mark can be taken hold of. Freehand is moved as a whole. */
export function handles(tool: MarkTool, points: readonly Point[]): readonly Point[] {
  const [first, second] = points;
  if (tool === 'ellipse' && first !== undefined && second !== undefined) {
    const { left, top, right, bottom } = polygonBounds([first, second]);
    const [x, y] = middle(first, second);
    return [[left, y], [x, top], [right, y], [x, bottom]];
  }
  return tool === 'freehand' || tool === 'text' ? [] : points;
}

/** The mark after one of its handles was taken to a place. An ellipse's handle moves its side of the box. */
export function withHandle(tool: MarkTool, points: readonly Point[], handle: number, to: Point): readonly Point[] {
  const [first, second] = points;
  if (tool !== 'ellipse' || first === undefined || second === undefined) {
    return points.map((point, index) => (index === handle ? to : point));
  }
  const { left, top, right, bottom } = polygonBounds([first, second]);
  return [
    [handle === 0 ? to[0] : left, handle === 1 ? to[1] : top],
    [handle === 2 ? to[0] : right, handle === 3 ? to[1] : bottom],
  ];
}

function arc(vertex: Point, from: number, to: number): string {
  const turn = ((to - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  return `M${polar(vertex, from, ARC_RADIUS)}A${ARC_RADIUS} ${ARC_RADIUS} 0 0 ${turn > 0 ? 1 : 0} ${polar(vertex, to, ARC_RADIUS)}`;
}

function polar([x, y]: Point, direction: number, length: number): string {
  return pair([x + length * Math.cos(direction), y + length * Math.sin(direction)]);
}

function pair([x, y]: Point): string {
  return `${short(x)} ${short(y)}`;
}

function short(value: number): number {
  return Number(value.toFixed(DIGITS));
}
