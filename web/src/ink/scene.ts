/** Everything drawn in one layer: marks, what is being drawn, pointers. Changes only what changed. */
import type { MarkTarget, Presence } from '../board/schema';
import type { Size } from '../ui/zoom';
import { hasFaded } from './fading';
import type { Bounds } from './geometry';
import type { PlacedMark } from '../board/markIndex';
import classes from './InkLayer.module.css';
import { type Grounds, type Look, MarkView } from './markView';
import { IDENTITY, type Matrix, toAttribute } from './matrix';
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
  readonly describe: (mark: PlacedMark) => Pick<Look, 'title' | 'lines' | 'measured'>;
}

export class InkScene {
  readonly #surroundings: SceneSurroundings;
  readonly #root: SVGGElement;
  readonly #grounds: Grounds;
  readonly #pointers: PointerFlags;
  readonly #views = new Map<string, MarkView>();
  readonly #drafts = new Map<string, MarkView>();
  #matrix: Matrix = IDENTITY;
  #frame: Size = { width: 0, height: 0 };

  constructor(svg: SVGSVGElement, surroundings: SceneSurroundings) {
    this.#surroundings = surroundings;
    this.#root = svgElement('g', classes.scene, svg);
    this.#grounds = { picture: svgElement('g', undefined, this.#root), screen: svgElement('g', undefined, this.#root) };
    this.#pointers = new PointerFlags(svgElement('g', undefined, this.#root), surroundings.colourOf);
  }

  show({ marks, drafts, selected, hovered }: Shown): void {
    const now = this.#surroundings.now();
    const changing = new Set(drafts.map(({ id }) => id));
    const stateOf = (id: string) => (id === selected ? 'held' : id === hovered ? 'pointed' : 'plain');
    const seen = marks.filter((mark) => !changing.has(mark.id) && !hasFaded(mark, now));
    this.#reconcile(this.#views, seen, (mark) => this.#lookOf(mark, stateOf(mark.id), false), now);
    this.#reconcile(this.#drafts, drafts, (mark) => this.#lookOf(mark, stateOf(mark.id), true), now);
  }

  showPointers(others: readonly Presence[], target: MarkTarget | null): void {
    this.#pointers.show(others, target, this.#matrix);
  }

  /** One attribute moves every line; only what keeps its size on the screen is placed one by one. */
  place(matrix: Matrix, frame: Size): void {
    this.#matrix = matrix;
    this.#frame = frame;
    setAttribute(this.#grounds.picture, 'transform', toAttribute(matrix));
    for (const view of [...this.#views.values(), ...this.#drafts.values()]) {
      view.place(matrix, frame);
    }
    this.#pointers.place(matrix);
  }

  /** Where a mark's label is on the screen. */
  labelOf(id: string): Bounds | null {
    return this.#views.get(id)?.label ?? null;
  }

  dispose(): void {
    this.#root.remove();
  }

  #lookOf(mark: PlacedMark, state: Look['state'], draft: boolean): Look {
    return { ...this.#surroundings.describe(mark), colour: this.#surroundings.colourOf(mark.author), state, draft };
  }

  #reconcile(views: Map<string, MarkView>, marks: readonly PlacedMark[], lookOf: (mark: PlacedMark) => Look, now: number): void {
    const gone = new Set(views.keys());
    for (const mark of marks) {
      gone.delete(mark.id);
      const known = views.get(mark.id);
      const view = known ?? new MarkView(this.#grounds);
      views.set(mark.id, view);
      if (view.update(mark, lookOf(mark), now)) {
        view.place(this.#matrix, this.#frame);
      }
    }
    for (const id of gone) {
      views.get(id)?.remove();
      views.delete(id);
    }
  }
}
