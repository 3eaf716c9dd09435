/** Brings what was drawn onto the board: thinned, measured; and shows the others what is being drawn. */
import type { PlacedMark } from '../board/markIndex';
import type { MarkTarget } from '../board/schema';
import type { Draft, Effect } from './drawing';
import { roundedFor, thinnedLine } from './finish';
import { regionArea } from './geometry';
import type { InkBoard } from './inkBoard';
import { type MeasurableSurface, measure } from './measure';
import type { Surface } from './surface';
import { sameTarget } from './target';

/** The others hear of a draft at once, of what it became when the server has kept it. */
const LINGERS_MS = 500;

/** Pixels that are counted within a frame without holding the hand up. */
const QUICK = 200_000;

export class MarkWriter {
  readonly #board: InkBoard;
  readonly #surface: Surface;
  #lingering: number | null = null;
  #shared = false;
  /** Whether new marks on a running picture stay. */
  stays = false;

  constructor(board: InkBoard, surface: Surface) {
    this.#board = board;
    this.#surface = surface;
  }

  write(effect: Effect): void {
    const { marks } = this.#board;
    switch (effect.kind) {
      case 'add': {
        const { tool, target, label } = effect;
        const points = roundedFor(target, thinnedLine(tool, effect.points, this.#surface.matrix));
        const measured = sameTarget(target, this.#surface.target) ? measure(tool, points, this.#surface) : [];
        const mark = { tool, target, points, label, measured, stays: this.#staysOn(target) };
        this.#linger({ ...mark, ...this.#own() });
        marks.add(mark);
        break;
      }
      case 'reshape': {
        const { mark } = effect;
        const points = roundedFor(mark.target, effect.points);
        const measured = measure(mark.tool, points, this.#surface);
        this.#linger({ ...mark, points, measured });
        marks.change(mark.id, { points, measured });
        break;
      }
      case 'relabel':
        marks.change(effect.mark.id, { label: effect.label });
        break;
      case 'remove':
        marks.remove(effect.id);
    }
  }

  /** Tells the others, and returns what they see. Null once there is none: it was given up, or is kept. */
  share(draft: Draft | null): PlacedMark | null {
    if (draft === null) {
      this.#withdraw();
      return null;
    }
    const { tool, target, of } = draft;
    // A kept line was thinned when it was drawn, perhaps at a greater magnification.
    const points = of === null ? thinnedLine(tool, draft.points, this.#surface.matrix) : draft.points;
    const measured = measure(tool, points, quick(this.#surface));
    const shown = { ...(of ?? { tool, target, label: '', stays: this.#staysOn(target), ...this.#own() }), points, measured };
    this.#stopLingering();
    this.#shared = true;
    this.#board.presence.setDrawing(shown);
    return shown;
  }

  dispose(): void {
    this.#stopLingering();
    this.#withdraw();
  }

  #staysOn(target: MarkTarget): boolean {
    return target.kind !== 'live' || this.stays;
  }

  #own(): Pick<PlacedMark, 'id' | 'author' | 'authorName' | 'at'> {
    const { id, name } = this.#board.me;
    return { id: `draft-${id}`, author: id, authorName: name, at: this.#board.me.now() };
  }

  #linger(draft: PlacedMark): void {
    this.#stopLingering();
    this.#shared = true;
    this.#board.presence.setDrawing(draft);
    this.#lingering = window.setTimeout(() => {
      this.#lingering = null;
      this.#withdraw();
    }, LINGERS_MS);
  }

  #stopLingering(): void {
    if (this.#lingering !== null) {
      window.clearTimeout(this.#lingering);
      this.#lingering = null;
    }
  }

  #withdraw(): void {
    if (this.#shared && this.#lingering === null) {
      this.#shared = false;
      this.#board.presence.setDrawing(null);
    }
  }
}

/** While a region is being drawn; a large one's values are counted when it is done. */
function quick(surface: Surface): MeasurableSurface {
  return {
    target: surface.target,
    scale: (points) => surface.scale(points),
    values: (region) => (regionArea(region) > QUICK ? null : surface.values(region)),
  };
}
