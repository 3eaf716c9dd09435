/** What one person's page does on the stage: which tool is in hand, which cell is active, what its cells can be asked for. */
import type { Episode } from '../../api/screening';
import type { Board } from '../../board/board';
import type { NewKeyImage } from '../../board/keyImages';
import { type KeyImage, type MarkTarget, type MarkTool, type Place, STAGE_LAYOUTS } from '../../board/schema';
import type { ViewerEngine } from '../../viewer/engine';
import type { Frame, Stack } from '../../viewer/frames';
import { pageEngine } from '../../viewer/pageEngine';
import { Prefetcher } from '../../viewer/prefetcher';
import { fetchStacks } from '../../viewer/seriesContent';
import type { StackView } from '../../viewer/stackView';
import { Store } from '../../viewer/store';
import { groupOf, takeInHand } from '../../viewer/toolSetup';
import type { ViewCommand } from '../../viewer/view';
import { Roll } from './people/roll';

export const VIEWING_TOOLS = ['pointer', 'pan', 'zoom', 'window', 'scroll'] as const;

export type ViewingTool = (typeof VIEWING_TOOLS)[number];

export type RoomTool = ViewingTool | MarkTool | 'erase';

export interface RoomSessionState {
  readonly tool: RoomTool;
  /** Whether marks on a running picture stay, or fade after a while. */
  readonly stays: boolean;
  /** The cell that keys and buttons are for. */
  readonly active: number;
  /** A picture of the chat or of a finding, shown large; null for none. */
  readonly enlarged: string | null;
  /** What software found, shown where it was for a moment, and since when (ms of `performance.now()`). */
  readonly pointedOut: { readonly episode: Episode; readonly at: number } | null;
}

/** Long enough to find it with the eyes. */
export const POINTED_OUT_MS = 4000;

/** What a cell can be asked for, whatever is in it. */
export interface CellControls {
  /** Leafs by so many pictures; infinite goes to an end. */
  step(by: number): void;
  run(command: ViewCommand): void;
  /** By its number on the keyboard, from 1. */
  choosePreset(number: number): void;
  /** Whether there is a clip to play. */
  togglePlay(): boolean;
  /** The image that is shown; null where it cannot be a key image. */
  keyImage(): NewKeyImage | null;
  place(): Place | null;
  target(): MarkTarget | null;
  /** The stack in it, if it shows one. */
  readonly view: StackView | null;
}

type Sought = (frame: Frame, index: number) => boolean;

type ImageAddress = Pick<KeyImage, 'study' | 'series' | 'instance' | 'frame'>;

export class RoomSession extends Store<RoomSessionState> {
  readonly board: Board;
  readonly roll: Roll;
  readonly prefetcher = new Prefetcher();
  readonly #ended = new AbortController();
  readonly #cells = new Map<number, CellControls>();
  readonly #stacks = new Map<string, Promise<readonly Stack[]>>();
  /** What a stack that comes next is to open at. */
  #sought: Sought | null = null;
  #engine: ViewerEngine | null = null;
  #pointing: number | undefined;

  constructor(board: Board) {
    super({ tool: 'pointer', stays: false, active: 0, enlarged: null, pointedOut: null });
    this.board = board;
    this.roll = new Roll(board.presence);
  }

  /** Made for the first stack: a consultation without stored images needs no graphics. */
  get engine(): ViewerEngine {
    if (this.#engine === null) {
      this.#engine = pageEngine();
      this.#giveTool(this.getSnapshot().tool);
    }
    return this.#engine;
  }

  get active(): CellControls | null {
    return this.#cells.get(this.getSnapshot().active) ?? null;
  }

  setTool(tool: RoomTool): void {
    if (this.#engine !== null) {
      this.#giveTool(tool);
    }
    this.set({ ...this.getSnapshot(), tool });
  }

  setStays(stays: boolean): void {
    this.set({ ...this.getSnapshot(), stays });
  }

  activate(at: number): void {
    if (at !== this.getSnapshot().active) {
      this.set({ ...this.getSnapshot(), active: at });
      this.aim();
    }
  }

  enlarge(picture: string | null): void {
    this.set({ ...this.getSnapshot(), enlarged: picture });
  }

  /** A cell has something to show, until the returned function is called. */
  attach(at: number, controls: CellControls): () => void {
    this.#cells.set(at, controls);
    return () => {
      if (this.#cells.get(at) === controls) {
        this.#cells.delete(at);
        this.aim();
      }
    };
  }

  toggleKeyImage(): void {
    const image = this.active?.keyImage() ?? null;
    if (image !== null) {
      this.board.keyImages.toggle(image);
    }
  }

  /** The stacks of a series, fetched once. Throws ApiError. */
  stacks(study: string, series: string): Promise<readonly Stack[]> {
    const known = this.#stacks.get(series);
    if (known !== undefined) {
      return known;
    }
    const stacks = fetchStacks(study, series, this.#ended.signal).then((fetched) => {
      this.engine.frames.add(fetched.flatMap(({ frames }) => frames));
      return fetched;
    });
    // Asked for again, it is fetched again.
    stacks.catch(() => this.#stacks.delete(series));
    this.#stacks.set(series, stacks);
    return stacks;
  }

  /** Where a stack that is put into a cell begins: where somebody is being led, else in its middle. */
  startOf(stack: Stack): number {
    const sought = this.#sought;
    const index = sought === null ? -1 : stack.frames.findIndex(sought);
    if (index >= 0) {
      this.#sought = null;
      return index;
    }
    return stack.moving || stack.frames.length < 3 ? 0 : Math.floor(stack.frames.length / 2);
  }

  /** Leads to a place: where its series is on the stage; else it is brought there by whoever may. */
  async goTo(place: Place, mayArrange: boolean): Promise<void> {
    if (place.kind === 'picture') {
      this.enlarge(place.picture);
      return;
    }
    const { study, series, instance, slice } = place;
    // The slices of a clip are all of one instance.
    await this.#lead(study, series, (frame, index) => frame.sopInstanceUid === instance && (index === slice || frame.frameNumber === 1), mayArrange);
  }

  async goToImage({ study, series, instance, frame: number }: ImageAddress, mayArrange: boolean): Promise<void> {
    await this.#lead(study, series, (frame) => frame.sopInstanceUid === instance && frame.frameNumber === number, mayArrange);
  }

  /** Shows on its console's picture where something was found: where that is on the stage; else it is brought there by whoever may. */
  goToEpisode(episode: Episode, mayArrange: boolean): void {
    const { layout, cells } = this.board.stage.getSnapshot();
    const at = cells.slice(0, STAGE_LAYOUTS[layout]).findIndex((content) => content?.kind === 'console' && content.room === episode.console);
    if (at >= 0) {
      this.activate(at);
    } else if (mayArrange) {
      this.board.stage.setCell(this.getSnapshot().active, { kind: 'console', room: episode.console });
    } else {
      return;
    }
    window.clearTimeout(this.#pointing);
    this.set({ ...this.getSnapshot(), pointedOut: { episode, at: performance.now() } });
    this.#pointing = window.setTimeout(() => this.set({ ...this.getSnapshot(), pointedOut: null }), POINTED_OUT_MS);
  }

  /** Fetches ahead what the cells show, the active one first. */
  aim(): void {
    const { active } = this.getSnapshot();
    const order = [...this.#cells].sort(([a], [b]) => Number(b === active) - Number(a === active));
    this.prefetcher.aim(
      order.flatMap(([, { view }]) => (view?.stack == null ? [] : [{ imageIds: view.stack.frames.map(({ imageId }) => imageId), index: view.getSnapshot().index }])),
    );
  }

  dispose(): void {
    this.#ended.abort();
    window.clearTimeout(this.#pointing);
    this.roll.dispose();
    this.prefetcher.aim([]);
  }

  async #lead(study: string, series: string, sought: Sought, mayArrange: boolean): Promise<void> {
    for (const [at, { view }] of this.#cells) {
      const index = view?.stack?.seriesUid === series ? view.stack.frames.findIndex(sought) : -1;
      if (view !== null && index >= 0) {
        this.activate(at);
        view.goTo(index);
        return;
      }
    }
    if (!mayArrange) {
      return;
    }
    const part = (await this.stacks(study, series)).findIndex(({ frames }) => frames.some(sought));
    if (part >= 0) {
      this.#sought = sought;
      this.board.stage.setCell(this.getSnapshot().active, { kind: 'series', study, series, part });
    }
  }

  /** Cornerstone moves pictures; marks are drawn by the page's own layer, under which its left button rests. */
  #giveTool(tool: RoomTool): void {
    takeInHand(groupOf('stack'), isViewingTool(tool) ? tool : 'pointer');
  }
}

export function isViewingTool(tool: RoomTool): tool is ViewingTool {
  return (VIEWING_TOOLS as readonly string[]).includes(tool);
}
