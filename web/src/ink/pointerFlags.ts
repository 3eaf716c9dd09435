/** The others' pointers over a picture, each with a name and colour; they fade once they rest or leave. */
import type { MarkTarget, Presence } from '../board/schema';
import classes from './InkLayer.module.css';
import { LABEL_FONT_SIZE, labelSize } from './labelPlace';
import { apply, type Matrix, type Point } from './matrix';
import { setAttribute, svgElement } from './svg';
import { sameTarget } from './target';

/** As long as the style sheet's transition. */
const FADE_MS = 400;
const ARROW = 'M0 0L4.6 13.2L6.6 7.6L12.4 6Z';
const FLAG = { left: 11, top: 12, height: 18, padding: 6, baseline: 13 } as const;

export class PointerFlags {
  readonly #ground: SVGGElement;
  readonly #colourOf: (attendee: string) => string;
  readonly #flags = new Map<string, Flag>();

  constructor(ground: SVGGElement, colourOf: (attendee: string) => string) {
    this.#ground = ground;
    this.#colourOf = colourOf;
  }

  /** A pointer that rests for two seconds is taken back by its owner's page. */
  show(others: readonly Presence[], target: MarkTarget | null, matrix: Matrix): void {
    const gone = new Map(this.#flags);
    for (const { id, name, pointer } of others) {
      if (pointer !== null && sameTarget(pointer.target, target)) {
        gone.delete(id);
        this.#flagOf(id, name).point(pointer.point, matrix);
      }
    }
    for (const [id, flag] of gone) {
      flag.leave();
      this.#flags.delete(id);
    }
  }

  place(matrix: Matrix): void {
    for (const flag of this.#flags.values()) {
      flag.place(matrix);
    }
  }

  #flagOf(id: string, name: string): Flag {
    const flag = this.#flags.get(id) ?? new Flag(this.#ground, id, name, this.#colourOf(id));
    this.#flags.set(id, flag);
    return flag;
  }
}

class Flag {
  readonly #element: SVGGElement;
  #point: Point | null = null;

  constructor(ground: SVGGElement, id: string, name: string, colour: string) {
    this.#element = svgElement('g', classes.pointer, ground);
    this.#element.setAttribute('data-testid', 'pointer');
    this.#element.setAttribute('data-attendee', id);
    this.#element.style.color = colour;
    svgElement('title', undefined, this.#element).textContent = name;
    svgElement('path', classes.arrow, this.#element).setAttribute('d', ARROW);
    const flag = svgElement('rect', classes.flag, this.#element);
    const box = { x: FLAG.left, y: FLAG.top, width: labelSize([name]).width + 2 * FLAG.padding, height: FLAG.height, rx: 3 };
    for (const [attribute, value] of Object.entries(box)) {
      flag.setAttribute(attribute, String(value));
    }
    const text = svgElement('text', classes.name, this.#element);
    text.setAttribute('font-size', String(LABEL_FONT_SIZE));
    text.setAttribute('x', String(FLAG.left + FLAG.padding));
    text.setAttribute('y', String(FLAG.top + FLAG.baseline));
    text.textContent = name;
  }

  point(point: Point, matrix: Matrix): void {
    this.#point = point;
    this.place(matrix);
  }

  place(matrix: Matrix): void {
    if (this.#point !== null) {
      setAttribute(this.#element, 'transform', `translate(${apply(matrix, this.#point).join(' ')})`);
    }
  }

  /** Fades where it was seen last, and is no longer a pointer meanwhile. */
  leave(): void {
    this.#element.removeAttribute('data-testid');
    this.#element.setAttribute('data-leaving', 'true');
    window.setTimeout(() => this.#element.remove(), FADE_MS);
  }
}
