/** Joins hand, board and picture in one layer: runs the state machine, has done what it asks for, and keeps the scene up to date. */
import type { PlacedMark } from '../board/markIndex';
import { MARK_TOOLS, type MarkTarget, type Presence } from '../board/schema';
import { Throttle } from '../board/throttle';
import { Store } from '../viewer/store';
import { openDrafts } from './drafts';
import { AT_REST, type Drawing, draftOf, type Gesture, type HandEvent, type InkTool, type Place, step } from './drawing';
import { hasFaded } from './fading';
import { type Hit, hitTest, TOLERANCE } from './hit';
import type { InkBoard } from './inkBoard';
import { type KeyHand, listenToKeys } from './keyboardInput';
import type { Look } from './markView';
import { MarkWriter } from './markWriter';
import { apply, inverse, type Point } from './matrix';
import { type Hand, listen, pointerKind, type PointerKind } from './pointerInput';
import { InkScene } from './scene';
import type { Surface } from './surface';
import { sameTarget } from './target';

export type Typing = Extract<Gesture, { readonly kind: 'typing' }>;

/** What may change while the layer stays. */
export interface InkSettings {
  readonly tool: InkTool;
  /** Whether new marks on a running picture stay. */
  readonly stays: boolean;
}

export interface InkSurroundings {
  readonly svg: SVGSVGElement;
  readonly surface: Surface;
  readonly board: InkBoard;
  readonly colourOf: (attendee: string) => string;
  readonly describe: (mark: PlacedMark, projected: boolean) => Omit<Look, 'colour'>;
}

const NOTHING: readonly PlacedMark[] = [];

export class InkController implements Hand, KeyHand {
  /** The text that is asked for, for the field over the picture. */
  readonly typing = new Store<Typing | null>(null);
  readonly #svg: SVGSVGElement;
  readonly #surface: Surface;
  readonly #board: InkBoard;
  readonly #scene: InkScene;
  readonly #writer: MarkWriter;
  readonly #stops: readonly (() => void)[];
  /** What others did is in the document by the next frame, however soon that begins. */
  readonly #heard = new Throttle(nextFrame, () => this.#paint());
  #tool: InkTool = 'none';
  #drawing: Drawing = AT_REST;
  #frame: (() => void) | null = null;
  #painted: MarkTarget | null = null;
  #others: readonly Presence[] = [];
  /** What is being drawn as the others see it, and the gesture that it is of. */
  #drafted: { readonly from: Gesture; readonly mark: PlacedMark | null } = { from: AT_REST.gesture, mark: null };

  constructor({ svg, surface, board, colourOf, describe }: InkSurroundings) {
    this.#svg = svg;
    this.#surface = surface;
    this.#board = board;
    this.#writer = new MarkWriter(board, surface);
    const describeHere = (mark: PlacedMark) => describe(mark, surface.scale(mark.points).projected);
    this.#scene = new InkScene(svg, { colourOf, now: () => board.me.now(), describe: describeHere });
    this.#stops = [
      listen(svg, this),
      listenToKeys(this),
      surface.subscribe(this.#surfaceChanged),
      board.marks.subscribe(this.#heard.ask),
      board.presence.subscribe(() => board.presence.getSnapshot().others !== this.#others && this.#heard.ask()),
    ];
    document.addEventListener('pointerdown', this.#pressedElsewhere, { capture: true });
    this.#paint();
    this.#surfaceChanged();
  }

  set({ tool, stays }: InkSettings): void {
    this.#writer.stays = stays;
    if (tool !== this.#tool) {
      this.#run({ kind: 'cancel' });
      this.#tool = tool;
    }
    if (tool === 'none') {
      this.leave();
    }
  }

  dispose(): void {
    document.removeEventListener('pointerdown', this.#pressedElsewhere, { capture: true });
    for (const stop of this.#stops) {
      stop();
    }
    this.#frame?.();
    this.#heard.dispose();
    this.#writer.dispose();
    this.#board.presence.setPointer(null);
    this.#scene.dispose();
  }

  /** From the text field; empty for nothing. */
  typed(text: string): void {
    this.#run({ kind: 'typed', text });
  }

  /** Where a point of the picture is in the layer, CSS pixels. */
  screenOf(point: Point): Point {
    return apply(this.#surface.matrix, point);
  }

  down(event: PointerEvent): boolean {
    const place = this.#placeOf(event);
    const draws = (MARK_TOOLS as readonly string[]).includes(this.#tool);
    if (place === null || (draws && !this.#board.me.may('annotate'))) {
      return false;
    }
    return this.#run({ kind: 'down', place, hit: this.#hitAt(place, pointerKind(event), this.#mayTouch), tool: this.#tool, target: this.#surface.target });
  }

  point(event: PointerEvent): void {
    const place = this.#placeOf(event);
    const { target } = this.#surface;
    if (place !== null && target !== null) {
      this.#board.presence.setPointer({ target, point: place.picture });
    }
  }

  move(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (place === null) {
      return;
    }
    const { kind } = this.#drawing.gesture;
    // Pointing at a mark shows whose it is, whether one may change it or not.
    const may = this.#tool === 'pointer' ? () => true : this.#mayTouch;
    const hit = kind === 'idle' || kind === 'erasing' ? this.#hitAt(place, pointerKind(event), may) : null;
    this.#run({ kind: 'move', place, hit });
  }

  up(event: PointerEvent): void {
    const place = this.#placeOf(event);
    this.#run(place === null ? { kind: 'cancel' } : { kind: 'up', place });
  }

  cancel(): void {
    this.#run({ kind: 'cancel' });
  }

  leave(): void {
    this.#board.presence.setPointer(null);
    this.#adopt({ ...this.#drawing, hovered: null });
  }

  doubleClick(event: MouseEvent): boolean {
    const place = this.#placeOf(event);
    if (this.#tool !== 'pointer' || place === null) {
      return this.#tool !== 'none';
    }
    const hit = this.#hitAt(place, 'mouse', this.#mayTouch);
    return hit !== null && this.#run({ kind: 'rename', hit });
  }

  get busy(): boolean {
    const { gesture, selected } = this.#drawing;
    return gesture.kind !== 'typing' && (selected !== null || gesture.kind !== 'idle');
  }

  delete(): boolean {
    const mark = this.#selectedMark();
    return mark !== null && this.#board.me.mayRemove(mark.author) && this.#run({ kind: 'delete' });
  }

  nudge(by: Point): boolean {
    const mark = this.#selectedMark();
    const back = inverse(this.#surface.matrix);
    if (mark === null || back === null) {
      return false;
    }
    const [from, to] = [apply(back, [0, 0]), apply(back, by)];
    return this.#run({ kind: 'nudge', mark, by: [to[0] - from[0], to[1] - from[1]] });
  }

  get #marks(): readonly PlacedMark[] {
    const { target } = this.#surface;
    return target === null ? NOTHING : this.#board.marks.on(target);
  }

  #selectedMark(): PlacedMark | null {
    return this.#marks.find(({ id }) => id === this.#drawing.selected) ?? null;
  }

  #placeOf({ clientX, clientY }: MouseEvent): Place | null {
    const back = inverse(this.#surface.matrix);
    if (back === null || this.#surface.target === null) {
      return null;
    }
    const { left, top } = this.#svg.getBoundingClientRect();
    const screen: Point = [clientX - left, clientY - top];
    return { screen, picture: apply(back, screen) };
  }

  #hitAt({ screen }: Place, kind: PointerKind, may: (mark: PlacedMark) => boolean): Hit | null {
    if (this.#tool !== 'pointer' && this.#tool !== 'erase') {
      return null;
    }
    const now = this.#board.me.now();
    const marks = this.#marks.filter((mark) => !hasFaded(mark, now) && may(mark));
    return hitTest(marks, this.#surface.matrix, screen, TOLERANCE[kind], this.#drawing.selected, (id) => this.#scene.labelOf(id));
  }

  /** With the tool in hand. A stored picture's measurements are everybody's; what somebody shows on a running picture is theirs. */
  readonly #mayTouch = ({ author, target }: PlacedMark): boolean => {
    const { me } = this.#board;
    return this.#tool === 'erase' ? me.mayRemove(author) : me.may('annotate') && (target.kind === 'image' || author === me.id);
  };

  #run(event: HandEvent): boolean {
    const { drawing, effects, taken } = step(this.#drawing, event);
    this.#adopt(drawing);
    for (const effect of effects) {
      this.#writer.write(effect);
    }
    if (effects.length > 0) {
      this.#board.marks.endGesture();
      this.#paint();
    }
    return taken;
  }

  #adopt(drawing: Drawing): void {
    const before = this.#drawing;
    this.#drawing = drawing;
    this.typing.set(drawing.gesture.kind === 'typing' ? drawing.gesture : null);
    const hovered = this.#marks.find(({ id }) => id === drawing.hovered);
    this.#svg.dataset.over = String(drawing.gesture.kind === 'editing' || (hovered !== undefined && this.#mayTouch(hovered)));
    if (drawing.gesture !== before.gesture || drawing.selected !== before.selected || drawing.hovered !== before.hovered) {
      this.#paintSoon();
    }
  }

  readonly #surfaceChanged = (): void => {
    const { target, matrix, size } = this.#surface;
    // Never the marks of one picture on another, not for a single frame.
    if (!sameTarget(target, this.#painted)) {
      this.#run({ kind: 'cancel' });
      this.#paint();
    }
    this.#scene.place(matrix, size);
  };

  readonly #pressedElsewhere = ({ target }: Event): void => {
    if (this.busy && !(target instanceof Node && this.#svg.contains(target))) {
      this.#run({ kind: 'cancel' });
    }
  };

  readonly #paintSoon = (): void => {
    this.#frame ??= nextFrame(() => {
      this.#frame = null;
      this.#paint();
    });
  };

  #paint(): void {
    const { target } = this.#surface;
    const { others } = this.#board.presence.getSnapshot();
    const marks = this.#marks;
    this.#others = others;
    if (this.#drawing.selected !== null && this.#selectedMark() === null) {
      // Somebody erased it.
      this.#adopt(AT_REST);
    }
    const own = this.#ownDraft();
    const drafts = [...(target === null ? NOTHING : openDrafts(others, target, marks)), ...(own === null ? [] : [own])];
    this.#painted = target;
    this.#scene.show({ marks, drafts, selected: this.#drawing.selected, hovered: this.#drawing.hovered });
    this.#scene.showPointers(others, target);
  }

  /** Shared when the hand has moved, not whenever something else has. */
  #ownDraft(): PlacedMark | null {
    const { gesture } = this.#drawing;
    if (gesture !== this.#drafted.from) {
      this.#drafted = { from: gesture, mark: this.#writer.share(draftOf(this.#drawing)) };
    }
    return this.#drafted.mark;
  }
}

function nextFrame(act: () => void): () => void {
  const id = window.requestAnimationFrame(act);
  return () => window.cancelAnimationFrame(id);
}
