/** One mark in the document: its line in the picture's units, and what keeps its size beside it in the screen's. */
import type { Size } from '../ui/zoom';
import { FADE_MS, fades } from './fading';
import type { Bounds } from './geometry';
import type { PlacedMark } from '../board/markIndex';
import classes from './InkLayer.module.css';
import { inkPath } from './inkStroke';
import { LABEL_FONT_SIZE, LABEL_LINE_HEIGHT, labelBox, labelSize } from './labelPlace';
import { apply, type Matrix, type Point } from './matrix';
import { isOutline } from './measure';
import { adornmentPath, handles, labelPoint, linePath } from './shapes';
import { setAttribute, svgElement } from './svg';

/** The groups that hold the parts of all marks. */
export interface Grounds {
  /** Carries the surface's matrix. */
  readonly picture: SVGGElement;
  /** In CSS pixels of the layer. */
  readonly screen: SVGGElement;
}

export interface Look {
  readonly colour: string;
  /** For people who ask what it is, and for those who hear it. */
  readonly title: string;
  /** Written beside it. */
  readonly lines: readonly string[];
  /** As text, for whoever looks into the page. */
  readonly measured: string;
  /** `held`: with handles. */
  readonly state: 'plain' | 'pointed' | 'held';
  /** Being drawn, not yet kept. */
  readonly draft: boolean;
}

const HANDLE_RADIUS = 4.5;
/** The first line's baseline under the top of its box. */
const BASELINE = LABEL_LINE_HEIGHT - 4;

export class MarkView {
  readonly #shape: SVGGElement;
  readonly #title: SVGTitleElement;
  readonly #halo: SVGPathElement;
  readonly #line: SVGPathElement;
  readonly #beside: SVGGElement;
  readonly #adornmentHalo: SVGPathElement;
  readonly #adornment: SVGPathElement;
  readonly #text: SVGTextElement;
  readonly #handles: SVGGElement;
  #mark: PlacedMark | null = null;
  #look: Look | null = null;
  /** The linear part for which the sizes on the screen were computed; null after every change. */
  #sizedFor: readonly number[] | null = null;
  #label: Bounds | null = null;

  constructor(grounds: Grounds) {
    this.#shape = svgElement('g', classes.mark, grounds.picture);
    this.#title = svgElement('title', undefined, this.#shape);
    this.#halo = svgElement('path', classes.halo, this.#shape);
    this.#line = svgElement('path', classes.line, this.#shape);
    this.#beside = svgElement('g', classes.mark, grounds.screen);
    this.#adornmentHalo = svgElement('path', classes.halo, this.#beside);
    this.#adornment = svgElement('path', classes.line, this.#beside);
    this.#text = svgElement('text', classes.label, this.#beside);
    this.#handles = svgElement('g', classes.handles, this.#beside);
  }

  /** Where its label is on the screen. */
  get label(): Bounds | null {
    return this.#label;
  }

  /** `now`: the server's clock. True where something changed, so that it has to be placed anew. */
  update(mark: PlacedMark, look: Look, now: number): boolean {
    if (mark === this.#mark && sameLook(look, this.#look)) {
      return false;
    }
    this.#mark = mark;
    this.#look = look;
    this.#sizedFor = null;
    this.#describe(mark, look);
    this.#writeLabel(look);
    for (const part of [this.#shape, this.#beside]) {
      part.setAttribute('data-state', look.state);
      part.style.color = look.colour;
      part.classList.toggle(classes.fading ?? '', fades(mark) && !look.draft);
      part.style.animationDuration = `${FADE_MS}ms`;
      part.style.animationDelay = `${Math.min(0, mark.at - now)}ms`;
    }
    const path = this.#isInk(mark) ? '' : linePath(mark.tool, mark.points, isOutline(mark.tool, mark.target));
    this.#line.classList.toggle(classes.ink ?? '', this.#isInk(mark));
    setAttribute(this.#halo, 'd', path);
    setAttribute(this.#line, 'd', path);
    return true;
  }

  place(matrix: Matrix, frame: Size): void {
    const mark = this.#mark;
    const [first] = mark?.points ?? [];
    if (mark === null || first === undefined) {
      return;
    }
    const origin = apply(matrix, first);
    setAttribute(this.#beside, 'transform', `translate(${origin.join(' ')})`);
    const linear = matrix.slice(0, 4);
    if (this.#sizedFor === null || linear.some((part, index) => part !== this.#sizedFor?.[index])) {
      this.#sizedFor = linear;
      this.#resize(mark, matrix, origin);
    }
    this.#placeLabel(apply(matrix, labelPoint(mark.tool, mark.points)), origin, frame);
  }

  remove(): void {
    this.#shape.remove();
    this.#beside.remove();
  }

  #isInk({ tool, target }: PlacedMark): boolean {
    return tool === 'freehand' && !isOutline(tool, target);
  }

  /** A text is nothing but its label, so that stands for it. */
  #describe(mark: PlacedMark, { title, measured, draft }: Look): void {
    this.#title.textContent = title;
    const named = mark.tool === 'text' ? this.#beside : this.#shape;
    named.prepend(this.#title);
    named.setAttribute('role', 'img');
    named.setAttribute('data-testid', draft ? 'drawing' : 'mark');
    named.setAttribute('data-id', mark.id);
    named.setAttribute('data-tool', mark.tool);
    named.setAttribute('data-author', mark.author);
    named.setAttribute('data-measured', measured);
    named.setAttribute('data-label', mark.label);
  }

  #writeLabel({ lines }: Look): void {
    this.#text.setAttribute('font-size', String(LABEL_FONT_SIZE));
    this.#text.replaceChildren(
      ...lines.map((line, index) => {
        const part = svgElement('tspan', undefined);
        part.setAttribute('x', '0');
        part.setAttribute('y', String(BASELINE + index * LABEL_LINE_HEIGHT));
        part.textContent = line;
        return part;
      }),
    );
  }

  #resize(mark: PlacedMark, matrix: Matrix, origin: Point): void {
    const adornment = adornmentPath(
      mark.tool,
      mark.points.slice(0, 3).map((point) => apply(matrix, point)),
    );
    setAttribute(this.#adornmentHalo, 'd', adornment);
    setAttribute(this.#adornment, 'd', adornment);
    if (this.#isInk(mark)) {
      setAttribute(this.#line, 'd', inkPath(mark.points, matrix));
    }
    const places = this.#look?.state === 'held' ? handles(mark.tool, mark.points) : [];
    this.#handles.replaceChildren(...places.map((place) => handleAt(apply(matrix, place), origin)));
  }

  #placeLabel(anchor: Point, origin: Point, frame: Size): void {
    const lines = this.#look?.lines ?? [];
    this.#label = lines.length === 0 ? null : labelBox(anchor, labelSize(lines), frame);
    if (this.#label !== null) {
      setAttribute(this.#text, 'transform', `translate(${this.#label.left - origin[0]} ${this.#label.top - origin[1]})`);
    }
  }
}

function handleAt([x, y]: Point, [originX, originY]: Point): SVGCircleElement {
  const circle = svgElement('circle', undefined);
  circle.setAttribute('cx', String(x - originX));
  circle.setAttribute('cy', String(y - originY));
  circle.setAttribute('r', String(HANDLE_RADIUS));
  return circle;
}

function sameLook(one: Look, other: Look | null): boolean {
  return (
    other !== null &&
    one.colour === other.colour &&
    one.title === other.title &&
    one.measured === other.measured &&
    one.state === other.state &&
    one.draft === other.draft &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => line === other.lines[index])
  );
}
