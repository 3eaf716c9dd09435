/** Everything drawn in one layer: marks, what is being drawn, pointers. Changes only what changed. */
import type { PlacedMark } from '../board/markIndex';
import type { MarkTarget, Presence } from '../board/schema';
import type { Size } from '../ui/zoom';
import { hasFaded } from './fading';
import type { Bounds } from './geometry';
import classes from './InkLayer.module.css';
import { type Grounds, type Look, type MarkState, MarkView } from './markView';
import { IDENTITY, type Matrix, sameDirections, toAttribute } from './matrix';
import { PointerFlags } from './pointerFlags';
import { setAttribute, svgElement } from './svg';

export interface Shown {
  readonly marks: readonly PlacedMark[];
  /** One's own and the others'. */
  readonly drafts: readonly PlacedMark[];
  readonly selected: string | null;
  readonly hovered: string | null;
}

export interface SceneSurroundings {
  readonly colourOf: (attendee: string) => string;
  /** Server clock, ms since 1970. */
  readonly now: () => number;
  readonly describe: (mark: PlacedMark) => Omit<Look, 'colour'>;
}

const NOTHING: Shown = { marks: [], drafts: [], selected: null, hovered: null };

export class InkScene {
  readonly #surroundings: SceneSurroundings;
  readonly #root: SVGGElement;
  readonly #grounds: Grounds;
  readonly #pointers: PointerFlags;
  readonly #marks = new Map<string, MarkView>();
  readonly #drafts = new Map<string, MarkView>();
  #shown = NOTHING;
  #matrix: Matrix = IDENTITY;
  /** With which the parts on the screen were placed; since then they were only moved, all together. */
  #placed: Matrix = IDENTITY;
  #frame: Size = { width: 0, height: 0 };

  constructor(svg: SVGSVGElement, surroundings: SceneSurroundings) {
    this.#surroundings = surroundings;
    this.#root = svgElement('g', classes.scene, svg);
    this.#grounds = { picture: svgElement('g', undefined, this.#root), screen: svgElement('g', undefined, this.#root) };
    this.#pointers = new PointerFlags(svgElement('g', undefined, this.#root), surroundings.colourOf);
  }

  show(shown: Shown): void {
    if (sameShown(shown, this.#shown)) {
      return;
    }
    this.#shown = shown;
    const { marks, drafts, selected, hovered } = shown;
    const changing = new Set(drafts.map(({ id }) => id));
    const now = this.#surroundings.now();
    const seen = marks.filter((mark) => !changing.has(mark.id) && !hasFaded(mark, now));
    this.#reconcile(this.#marks, seen, now, ({ id }) => (id === selected ? 'held' : id === hovered ? 'pointed' : 'plain'));
    this.#reconcile(this.#drafts, drafts, now, () => 'draft');
  }

  showPointers(others: readonly Presence[], target: MarkTarget | null): void {
    this.#pointers.show(others, target, this.#matrix);
  }

  /** Moving the picture changes one attribute of each ground; magnifying and turning it, what keeps its size on the screen. */
  place(matrix: Matrix, frame: Size): void {
    const moved = sameDirections(matrix, this.#placed);
    this.#matrix = matrix;
    this.#frame = frame;
    this.#placed = moved ? this.#placed : matrix;
    setAttribute(this.#grounds.picture, 'transform', toAttribute(matrix));
    setAttribute(this.#grounds.screen, 'transform', `translate(${matrix[4] - this.#placed[4]} ${matrix[5] - this.#placed[5]})`);
    for (const view of [...this.#marks.values(), ...this.#drafts.values()]) {
      if (moved) {
        view.moveLabel(matrix, frame);
      } else {
        view.place(matrix, frame);
      }
    }
    this.#pointers.place(matrix);
  }

  /** Where a mark's label is on the screen. */
  labelOf(id: string): Bounds | null {
    return this.#marks.get(id)?.label ?? null;
  }

  dispose(): void {
    this.#root.remove();
  }

  #reconcile(views: Map<string, MarkView>, marks: readonly PlacedMark[], now: number, stateOf: (mark: PlacedMark) => MarkState): void {
    const gone = new Map(views);
    for (const mark of marks) {
      const known = gone.get(mark.id);
      const state = stateOf(mark);
      if (known?.mark === mark && known.state === state) {
        gone.delete(mark.id);
      } else {
        views.set(mark.id, this.#viewOf(mark, state, now));
      }
    }
    for (const [id, view] of gone) {
      view.remove();
      if (views.get(id) === view) {
        views.delete(id);
      }
    }
  }

  #viewOf(mark: PlacedMark, state: MarkState, now: number): MarkView {
    const { colourOf, describe } = this.#surroundings;
    const view = new MarkView(this.#grounds, mark, state, { ...describe(mark), colour: colourOf(mark.author) }, now);
    // The ground has been moved since.
    view.place(this.#placed, this.#frame);
    view.moveLabel(this.#matrix, this.#frame);
    return view;
  }
}

function sameShown(one: Shown, other: Shown): boolean {
  const sameDrafts = one.drafts.length === other.drafts.length && one.drafts.every((draft, index) => draft === other.drafts[index]);
  return one.marks === other.marks && sameDrafts && one.selected === other.selected && one.hovered === other.hovered;
}
