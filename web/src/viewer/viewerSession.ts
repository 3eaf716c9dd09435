/** What one opened study looks like on this page: which stack is in which viewport, which tool is in hand, what is marked. */
import { EVENTS } from '@cornerstonejs/core';
import { ReferenceLinesTool } from '@cornerstonejs/tools';
import type { ViewerEngine } from './engine';
import { planeOf, type Stack } from './frames';
import { Prefetcher } from './prefetcher';
import { fetchStacks } from './seriesContent';
import { frameOfReference, nearestSlice } from './slicePosition';
import { StackView } from './stackView';
import { Store } from './store';
import { groupOf, takeInHand } from './toolSetup';
import type { ColourMap } from './colourMaps';
import type { PlaneView } from './planeView';
import type { ToolName } from './toolNames';
import type { ViewCommand } from './view';
import type { VolumeScene } from './volumeScene';
import type { WindowPreset } from './windowPresets';

export const LAYOUTS = { '1x1': 1, '1x2': 2, '2x2': 4 } as const;

export type Layout = keyof typeof LAYOUTS;

/** How the stack in the active viewport is shown: itself, as three planes, or in space. */
export type Mode = 'stack' | 'planes' | 'space';

export interface Cell {
  readonly seriesUid: string;
  /** Which clip of the series; 0 where there is one stack. */
  readonly part: number;
}

export interface KeyImage {
  readonly cell: Cell;
  readonly imageId: string;
  readonly index: number;
  readonly count: number;
}

export interface SessionState {
  readonly layout: Layout;
  /** Four of them, as many shown as the layout has. */
  readonly cells: readonly (Cell | null)[];
  readonly active: number;
  readonly mode: Mode;
  readonly tool: ToolName;
  /** Parallel stacks of one space scroll together. */
  readonly linked: boolean;
  readonly referenceLines: boolean;
  readonly keyImages: readonly KeyImage[];
}

const MOST_CELLS = 4;

export class ViewerSession extends Store<SessionState> {
  readonly engine: ViewerEngine;
  readonly prefetcher = new Prefetcher();
  /** The viewports on the page, by their place in the grid. */
  readonly views = new Store<ReadonlyMap<number, StackView>>(new Map());
  readonly #studyUid: string;
  readonly #ended = new AbortController();
  readonly #stacks = new Map<string, Promise<readonly Stack[]>>();
  /** Where a viewport is to open when its stack comes. */
  readonly #startAt = new Map<string, number>();
  #following = false;
  #scene: VolumeScene | null = null;

  constructor(engine: ViewerEngine, studyUid: string) {
    super({
      layout: '1x1',
      cells: new Array<Cell | null>(MOST_CELLS).fill(null),
      active: 0,
      mode: 'stack',
      tool: 'window',
      linked: true,
      referenceLines: true,
      keyImages: [],
    });
    this.engine = engine;
    this.#studyUid = studyUid;
    this.setTool('window');
  }

  /** The stacks of a series, fetched once. Throws ApiError. */
  stacks(seriesUid: string): Promise<readonly Stack[]> {
    const known = this.#stacks.get(seriesUid);
    if (known !== undefined) {
      return known;
    }
    const stacks = fetchStacks(this.#studyUid, seriesUid, this.#ended.signal).then((fetched) => {
      this.engine.frames.add(fetched.flatMap(({ frames }) => frames));
      return fetched;
    });
    // Asked for again, it is fetched again.
    stacks.catch(() => this.#stacks.delete(seriesUid));
    this.#stacks.set(seriesUid, stacks);
    return stacks;
  }

  /** Puts a series into a viewport (the active one unless told otherwise). */
  open(cell: Cell, at: number = this.getSnapshot().active, index?: number): void {
    if (index !== undefined) {
      this.#startAt.set(keyOf(cell), index);
    }
    const cells = this.getSnapshot().cells.map((present, position) => (position === at ? cell : present));
    this.set({ ...this.getSnapshot(), cells, active: at, mode: 'stack' });
  }

  setLayout(layout: Layout, fill: readonly string[]): void {
    const { cells, active } = this.getSnapshot();
    const free = fill.filter((seriesUid) => !cells.some((cell) => cell?.seriesUid === seriesUid));
    const filled = cells.map((cell, position) => cell ?? (position < LAYOUTS[layout] ? partOf(free.shift() ?? fill[0]) : null));
    this.set({ ...this.getSnapshot(), layout, cells: filled, active: Math.min(active, LAYOUTS[layout] - 1), mode: 'stack' });
  }

  activate(at: number): void {
    this.set({ ...this.getSnapshot(), active: at });
    this.#drawReferenceLines();
    this.#aim();
  }

  setMode(mode: Mode): void {
    this.set({ ...this.getSnapshot(), mode });
    this.setTool(mode === 'planes' ? 'pointer' : 'window');
  }

  setTool(tool: ToolName): void {
    takeInHand(groupOf('stack'), tool);
    takeInHand(groupOf('planes'), tool);
    this.set({ ...this.getSnapshot(), tool });
  }

  setLinked(linked: boolean): void {
    this.set({ ...this.getSnapshot(), linked });
  }

  setReferenceLines(referenceLines: boolean): void {
    this.set({ ...this.getSnapshot(), referenceLines });
    this.#drawReferenceLines();
  }

  /** Marks the shown picture as a key image, or takes the mark away. */
  toggleKeyImage(): void {
    const { active, cells, keyImages } = this.getSnapshot();
    const view = this.views.getSnapshot().get(active);
    const cell = cells[active];
    const state = view?.getSnapshot();
    if (cell == null || state?.imageId == null) {
      return;
    }
    const { imageId, index, count } = state;
    const without = keyImages.filter((key) => key.imageId !== imageId);
    const marked = without.length < keyImages.length ? without : [...keyImages, { cell, imageId, index, count }];
    this.set({ ...this.getSnapshot(), keyImages: marked });
  }

  /** Shows a picture: where its stack is on the screen, else in the active viewport. */
  jumpTo(imageId: string): void {
    for (const [at, view] of this.views.getSnapshot()) {
      const index = view.stack?.frames.findIndex((frame) => frame.imageId === imageId) ?? -1;
      if (index >= 0) {
        this.activate(at);
        view.goTo(index);
        return;
      }
    }
    void this.#openAt(imageId);
  }

  /** Of the active viewport; empty while it has no stack. */
  get modality(): string {
    return this.#activeView?.stack?.modality ?? '';
  }

  setWindow(preset: WindowPreset): void {
    this.#each((view) => view.setWindow(preset));
  }

  setColourMap(map: ColourMap): void {
    this.#each((view) => view.setColourMap(map));
  }

  run(command: ViewCommand): void {
    if (this.getSnapshot().mode === 'space') {
      if (command === 'reset') {
        this.#scene?.resetSpace();
      }
      return;
    }
    this.#each((view) => view.run(command));
  }

  /** Leafs by so many pictures; infinite goes to an end. */
  step(by: number): void {
    this.#each((view) => view.step(by));
  }

  /** Whether there is a clip to play. */
  togglePlay(): boolean {
    const view = this.#activeView;
    if (view === undefined || this.getSnapshot().mode !== 'stack') {
      return false;
    }
    view.togglePlay();
    return true;
  }

  /** The volume on the page; null for none. */
  setScene(scene: VolumeScene | null): void {
    this.#scene = scene;
  }

  /** Where a picture lies in its stack, if that is in a viewport. */
  placeOf(imageId: string): { readonly index: number; readonly count: number } | null {
    for (const view of this.views.getSnapshot().values()) {
      const frames = view.stack?.frames ?? [];
      const index = frames.findIndex((frame) => frame.imageId === imageId);
      if (index >= 0) {
        return { index, count: frames.length };
      }
    }
    return null;
  }

  /** A viewport has appeared on the page. */
  attach(at: number, element: HTMLDivElement): StackView {
    const view = new StackView(this.engine, `cell-${at}`, element);
    this.views.set(new Map(this.views.getSnapshot()).set(at, view));
    element.addEventListener(EVENTS.STACK_NEW_IMAGE, () => this.#moved(at));
    view.subscribe(() => view.getSnapshot().drawn && this.prefetcher.begin());
    return view;
  }

  detach(at: number): void {
    this.views.getSnapshot().get(at)?.dispose();
    this.views.set(new Map([...this.views.getSnapshot()].filter(([other]) => other !== at)));
  }

  async show(at: number, cell: Cell, stack: Stack): Promise<void> {
    const view = this.views.getSnapshot().get(at);
    const index = this.#startAt.get(keyOf(cell)) ?? (stack.moving || stack.frames.length < 3 ? 0 : Math.floor(stack.frames.length / 2));
    this.#startAt.delete(keyOf(cell));
    if (view !== undefined) {
      const shown = view.show(stack, index);
      this.#aim();
      await shown;
      this.#drawReferenceLines();
    }
  }

  dispose(): void {
    this.#ended.abort();
    this.prefetcher.aim([]);
    this.engine.measurements.clear();
  }

  get #activeView(): StackView | undefined {
    return this.views.getSnapshot().get(this.getSnapshot().active);
  }

  /** The viewports that a command is for: the active one, or all three planes. */
  #each(act: (view: StackView | PlaneView) => void): void {
    const views = this.getSnapshot().mode === 'planes' ? Object.values(this.#scene?.planes ?? {}) : [this.#activeView];
    for (const view of views) {
      if (view !== undefined) {
        act(view);
      }
    }
  }

  async #openAt(imageId: string): Promise<void> {
    for (const [seriesUid, fetching] of this.#stacks) {
      for (const [part, stack] of (await fetching).entries()) {
        const index = stack.frames.findIndex((frame) => frame.imageId === imageId);
        if (index >= 0) {
          this.open({ seriesUid, part }, this.getSnapshot().active, index);
          return;
        }
      }
    }
  }

  #moved(at: number): void {
    if (at === this.getSnapshot().active) {
      this.#aim();
      this.#follow(at);
    }
  }

  /** The other viewports go to the slice nearest to that of the active one. */
  #follow(at: number): void {
    const leader = this.views.getSnapshot().get(at);
    const state = leader?.getSnapshot();
    const frame = state === undefined ? undefined : leader?.stack?.frames[state.index];
    const plane = frame === undefined ? null : planeOf(frame);
    if (!this.getSnapshot().linked || this.#following || frame === undefined || plane === null) {
      return;
    }
    this.#following = true;
    for (const [other, view] of this.views.getSnapshot()) {
      const frames = view.stack?.frames ?? [];
      const [first] = frames;
      if (other !== at && first !== undefined && frameOfReference(first) !== null && frameOfReference(first) === frameOfReference(frame)) {
        const nearest = nearestSlice(plane, frames);
        if (nearest !== null) {
          view.goTo(nearest);
        }
      }
    }
    this.#following = false;
  }

  #drawReferenceLines(): void {
    const { active, referenceLines } = this.getSnapshot();
    const source = this.views.getSnapshot().get(active);
    const group = groupOf('stack');
    if (referenceLines && source !== undefined && this.views.getSnapshot().size > 1) {
      group.setToolConfiguration(ReferenceLinesTool.toolName, { sourceViewportId: source.viewportId });
      group.setToolEnabled(ReferenceLinesTool.toolName);
    } else {
      group.setToolDisabled(ReferenceLinesTool.toolName);
    }
    this.engine.rendering.render();
  }

  #aim(): void {
    const { active } = this.getSnapshot();
    const order = [...this.views.getSnapshot().keys()].sort((a, b) => Number(b === active) - Number(a === active));
    this.prefetcher.aim(
      order.flatMap((at) => {
        const view = this.views.getSnapshot().get(at);
        return view?.stack == null ? [] : [{ imageIds: view.stack.frames.map(({ imageId }) => imageId), index: view.getSnapshot().index }];
      }),
    );
  }
}

function partOf(seriesUid: string | undefined): Cell | null {
  return seriesUid === undefined ? null : { seriesUid, part: 0 };
}

function keyOf({ seriesUid, part }: Cell): string {
  return `${seriesUid}/${part}`;
}
