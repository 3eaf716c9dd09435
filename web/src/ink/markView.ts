/** One mark in the document: its line in the picture's units, and what keeps its size beside it in the screen's. */
import type { PlacedMark } from '../board/markIndex';
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
/** The first line's baseline under the top of its box. */
const BASELINE = LABEL_LINE_HEIGHT - 4;

/** Made for one look of one mark; another look is another view. */
export class MarkView {
  readonly mark: PlacedMark;
  readonly state: MarkState;
  readonly #lines: readonly string[];
  readonly #ink: boolean;
  readonly #shape: SVGGElement;
  readonly #beside: SVGGElement;
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
    if (!this.#ink) {
      this.#draw(this.#shape, linePath(mark.tool, mark.points, isOutline(mark.tool, mark.target)));
    }
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
    this.#beside.replaceChildren(...[...this.#beside.children].filter(({ tagName }) => tagName === 'title' || tagName === 'text'));
    const firstThree = points.slice(0, 3).map((point) => apply(matrix, point));
    this.#draw(this.#beside, adornmentPath(tool, firstThree));
    if (this.#ink) {
      this.#drawInk(matrix);
    }
    this.#giveExtent(matrix);
    if (this.state === 'held') {
      this.#beside.append(...handles(tool, points).map((place) => handleAt(apply(matrix, place), origin)));
    }
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
    const box = labelBox([origin[0] + this.#anchor[0], origin[1] + this.#anchor[1]], this.#label.size, frame);
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

  /** On a dark halo, legible on bright pictures. */
  #draw(ground: SVGGElement, path: string): void {
    if (path !== '') {
      svgElement('path', classes.halo, ground).setAttribute('d', path);
      svgElement('path', classes.line, ground).setAttribute('d', path);
    }
  }

  #drawInk(matrix: Matrix): void {
    const ink = this.#shape.querySelector('path') ?? svgElement('path', classes.ink, this.#shape);
    ink.setAttribute('d', inkPath(this.mark.points, matrix));
  }

  /** A line along an axis has no height of its own, and what has none counts as not to be seen. */
  #giveExtent(matrix: Matrix): void {
    const { left, top, right, bottom } = polygonBounds(this.mark.points);
    if (this.mark.tool !== 'text' && (left === right || top === bottom)) {
      const pixel = 1 / magnification(matrix);
      const extent = this.#shape.querySelector('rect') ?? svgElement('rect', classes.extent, this.#shape);
      for (const [name, value] of Object.entries({ x: left, y: top, width: pixel, height: pixel })) {
        extent.setAttribute(name, String(value));
      }
    }
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

function handleAt([x, y]: Point, [originX, originY]: Point): SVGCircleElement {
  const circle = svgElement('circle', classes.handle);
  circle.setAttribute('cx', String(x - originX));
  circle.setAttribute('cy', String(y - originY));
  circle.setAttribute('r', String(HANDLE_RADIUS));
  return circle;
}
