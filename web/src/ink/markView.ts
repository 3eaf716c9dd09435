/** One mark in the document: its line in the picture's units, and what keeps its size beside it in the screen's. */
import type { PlacedMark } from '../board/markIndex';
import type { MarkTool } from '../board/schema';
import type { Size } from '../ui/zoom';
import { FADE_MS, fades } from './fading';
import { type Bounds, polygonBounds } from './geometry';
import classes from './InkLayer.module.css';
import { inkPath } from './inkStroke';
import { LABEL_FONT_SIZE, LABEL_LINE_HEIGHT, labelBox, labelSize } from './labelPlace';
import { apply, magnification, type Matrix, type Point } from './matrix';
import { isOutline } from './measure';
import { adornmentPath, handles, labelPoint, linePath } from './shapes';
import { svgElement } from './svg';

/** The groups that hold the parts of all marks. */
export interface Grounds {
  /** Carries the surface's matrix. */
  readonly picture: SVGGElement;
  /** In CSS pixels of the layer. */
  readonly screen: SVGGElement;
}

/** `held`: with handles. */
export type MarkState = 'plain' | 'pointed' | 'held' | 'draft';

export interface Look {
  readonly colour: string;
  /** For people who ask what it is, and for those who hear it. */
  readonly title: string;
  /** Written beside it. */
  readonly lines: readonly string[];
  /** As text, for whoever looks into the page. */
  readonly measured: string;
  /** Whose it is: written too while it is pointed at. */
  readonly owner: string;
}

const HANDLE_RADIUS = 4.5;
/** Tools with parts that keep their size on the screen. */
const ADORNED: ReadonlySet<MarkTool> = new Set(['length', 'angle', 'arrow']);
/** The first line's baseline under the top of its box. */
const BASELINE = LABEL_LINE_HEIGHT - 4;

/** Made for one look of one mark; another look is another view. */
export class MarkView {
  readonly mark: PlacedMark;
  readonly state: MarkState;
  readonly #lines: readonly string[];
  /** Of the lines that are always there, CSS pixels. */
  readonly #usualHeight: number;
  readonly #ink: boolean;
  readonly #shape: SVGGElement;
  readonly #beside: SVGGElement;
  readonly #line: readonly SVGPathElement[];
  readonly #adornment: readonly SVGPathElement[];
  readonly #handles: SVGGElement | null;
  /** A line along an axis has no height of its own, and what has none counts as not to be seen. */
  readonly #extent: SVGRectElement | null;
  #label: { readonly element: SVGTextElement; readonly size: Size } | null = null;
  #labelBounds: Bounds | null = null;
  #labelOffset: Point = [Number.NaN, Number.NaN];
  /** From the first point to where the label belongs, on the screen. */
  #anchor: Point = [0, 0];

  /** `now`: the server's clock, ms since 1970. */
  constructor(grounds: Grounds, mark: PlacedMark, state: MarkState, look: Look, now: number) {
    this.mark = mark;
    this.state = state;
    this.#lines = state === 'pointed' || state === 'held' ? [...look.lines, look.owner] : look.lines;
    this.#usualHeight = Math.max(1, look.lines.length) * LABEL_LINE_HEIGHT;
    this.#ink = mark.tool === 'freehand' && !isOutline(mark.tool, mark.target);
    this.#shape = svgElement('g', classes.mark, grounds.picture);
    this.#beside = svgElement('g', classes.mark, grounds.screen);
    for (const part of [this.#shape, this.#beside]) {
      part.setAttribute('data-state', state);
      part.style.color = look.colour;
      if (fades(mark) && state !== 'draft') {
        part.classList.add(classes.fading ?? '');
        part.style.animationDuration = `${FADE_MS}ms`;
        part.style.animationDelay = `${Math.min(0, mark.at - now)}ms`;
      }
    }
    this.#name(look);
    this.#line = this.#ink ? [svgElement('path', classes.ink, this.#shape)] : onHalo(this.#shape);
    if (!this.#ink) {
      setPath(this.#line, linePath(mark.tool, mark.points, isOutline(mark.tool, mark.target)));
    }
    this.#adornment = ADORNED.has(mark.tool) ? onHalo(this.#beside) : [];
    this.#handles = state === 'held' ? svgElement('g', undefined, this.#beside) : null;
    this.#extent = mark.tool !== 'text' && isFlat(mark.points) ? svgElement('rect', classes.extent, this.#shape) : null;
  }

  /** Where its label is on the screen. */
  get label(): Bounds | null {
    return this.#labelBounds;
  }

  /** After the magnification or the direction of the picture changed, and at first. */
  place(matrix: Matrix, frame: Size): void {
    const { tool, points } = this.mark;
    const origin = this.#originIn(matrix);
    this.#beside.setAttribute('transform', `translate(${origin[0]} ${origin[1]})`);
    setPath(this.#adornment, adornmentPath(tool, points.slice(0, 3).map((point) => apply(matrix, point))));
    if (this.#ink) {
      setPath(this.#line, inkPath(points, matrix));
    }
    if (this.#extent !== null) {
      placeExtent(this.#extent, points, matrix);
    }
    this.#handles?.replaceChildren(...handles(tool, points).map((place) => handleAt(apply(matrix, place), origin)));
    const [x, y] = labelPoint(tool, points, matrix);
    this.#anchor = [x - origin[0], y - origin[1]];
    this.moveLabel(matrix, frame);
  }

  /** After the picture was moved; everything else moves with its ground. */
  moveLabel(matrix: Matrix, frame: Size): void {
    if (this.#lines.length === 0) {
      return;
    }
    this.#label ??= this.#writeLabel();
    const origin = this.#originIn(matrix);
    const box = labelBox([origin[0] + this.#anchor[0], origin[1] + this.#anchor[1]], this.#label.size, frame, this.#usualHeight);
    const [x, y] = [Math.round(box.left - origin[0]), Math.round(box.top - origin[1])];
    this.#labelBounds = box;
    if (x !== this.#labelOffset[0] || y !== this.#labelOffset[1]) {
      this.#labelOffset = [x, y];
      this.#label.element.setAttribute('transform', `translate(${x} ${y})`);
    }
  }

  remove(): void {
    this.#shape.remove();
    this.#beside.remove();
  }

  #originIn(matrix: Matrix): Point {
    return apply(matrix, this.mark.points[0] ?? [0, 0]);
  }

  /** A text is nothing but its label, so that stands for it. */
  #name({ title, measured }: Look): void {
    const { id, tool, author, label } = this.mark;
    const named = tool === 'text' ? this.#beside : this.#shape;
    svgElement('title', undefined, named).textContent = title;
    const values = { testid: this.state === 'draft' ? 'drawing' : 'mark', id, tool, author, measured, label };
    for (const [name, value] of Object.entries(values)) {
      named.setAttribute(`data-${name}`, value);
    }
    named.setAttribute('role', 'img');
  }

  #writeLabel(): { readonly element: SVGTextElement; readonly size: Size } {
    const element = svgElement('text', classes.label, this.#beside);
    element.setAttribute('font-size', String(LABEL_FONT_SIZE));
    for (const [index, line] of this.#lines.entries()) {
      const part = svgElement('tspan', undefined, element);
      part.setAttribute('x', '0');
      part.setAttribute('y', String(BASELINE + index * LABEL_LINE_HEIGHT));
      part.textContent = line;
    }
    return { element, size: labelSize(this.#lines) };
  }
}

/** Two paths, one over the other: legible on bright pictures too. */
function onHalo(ground: SVGGElement): readonly SVGPathElement[] {
  return [svgElement('path', classes.halo, ground), svgElement('path', classes.line, ground)];
}

function setPath(paths: readonly SVGPathElement[], path: string): void {
  for (const element of paths) {
    element.setAttribute('d', path);
  }
}

function isFlat(points: readonly Point[]): boolean {
  const { left, top, right, bottom } = polygonBounds(points);
  return left === right || top === bottom;
}

/** As large as a pixel of the screen. */
function placeExtent(extent: SVGRectElement, points: readonly Point[], matrix: Matrix): void {
  const { left, top } = polygonBounds(points);
  const pixel = 1 / magnification(matrix);
  for (const [name, value] of Object.entries({ x: left, y: top, width: pixel, height: pixel })) {
    extent.setAttribute(name, String(value));
  }
}

function handleAt([x, y]: Point, [originX, originY]: Point): SVGCircleElement {
  const circle = svgElement('circle', classes.handle);
  circle.setAttribute('cx', String(x - originX));
  circle.setAttribute('cy', String(y - originY));
  circle.setAttribute('r', String(HANDLE_RADIUS));
  return circle;
}
