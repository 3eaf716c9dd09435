/** Presenter and followers: sends the views of whoever leads, and puts them on the others' stages until they go their own way. */
import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { JsonReader } from './jsonEntries';
import type { Others } from './others';
import type { PresenceStore } from './presence';
import { type CellContent, ROOTS, type SettledView } from './schema';
import type { Self } from './self';
import { SettledViewShape } from './shapes';
import type { Stage } from './stage';
import { Throttle } from './throttle';
import type { BoardWorld } from './world';

/** The picture in one cell of the stage, as far as following needs it. */
export interface CellView {
  /** How it is looked at; null while there is nothing to see. */
  read(): SettledView | null;
  apply(view: SettledView): void;
  /** Tells of each change, and whether this person's own hand made it; until the returned function is called. */
  subscribe(listener: (byHand: boolean) => void): () => void;
}

export interface FollowingState {
  /** Attendee id of whoever leads. */
  readonly presenter: string | null;
  /** Whether this page shows what they show. */
  readonly following: boolean;
}

/** A view that has not moved for so long is written down for those who come later. Milliseconds. */
const SETTLED_MS = 400;

export class Following extends Store<FollowingState> {
  readonly #document: SharedDocument;
  readonly #self: Self;
  readonly #stage: Stage;
  readonly #presence: PresenceStore;
  readonly #others: Others;
  readonly #world: BoardWorld;
  readonly #cells = new Map<number, CellView>();
  /** What stood in each cell when its picture last opened. */
  readonly #opened = new Map<number, CellContent | null>();
  /** What was last put on each cell. */
  readonly #applied = new Map<number, SettledView>();
  readonly #settledViews = new JsonReader(SettledViewShape);
  readonly #applyAll: Throttle;
  readonly #stop: (() => void)[] = [];
  #settled: Y.Map<unknown> = new Y.Map();
  #contents: readonly (CellContent | null)[] = [];
  /** Whether this person presents, and still may. */
  #leads = false;
  /** While leading: by cell number. */
  #shown: Readonly<Record<string, SettledView>> = {};
  #settling: (() => void) | null = null;
  /** A view is being put on a cell: what the cell tells meanwhile is no news. */
  #applying = false;

  constructor(document: SharedDocument, self: Self, parts: { stage: Stage; presence: PresenceStore; others: Others }, world: BoardWorld) {
    super({ presenter: null, following: false });
    this.#document = document;
    this.#self = self;
    this.#stage = parts.stage;
    this.#presence = parts.presence;
    this.#others = parts.others;
    this.#world = world;
    this.#applyAll = new Throttle(world.frame, () => this.#cells.forEach((_, at) => this.#apply(at)));
    document.bind((doc) => {
      this.#settled = doc.getMap<unknown>(ROOTS.views);
      this.#settled.observe(this.#applyAll.ask);
    });
    this.#stop.push(
      this.#stage.subscribe(() => this.#restage()),
      this.#others.subscribe(() => this.#hear()),
      self.subscribe(() => this.#mayLead(this.getSnapshot().presenter) !== this.#leads && this.#leadBy(this.getSnapshot().presenter)),
    );
    this.#restage();
  }

  /** Takes part with the picture in cell `at` until the returned function is called. */
  attach(at: number, cell: CellView): () => void {
    this.#cells.set(at, cell);
    this.#applied.delete(at);
    const stop = cell.subscribe((byHand) => this.#moved(at, byHand));
    this.#begin(at);
    return () => {
      stop();
      if (this.#cells.get(at) === cell) {
        this.#cells.delete(at);
      }
    };
  }

  /** Goes one's own way. */
  readonly breakAway = (): void => this.#follow(false);

  /** Back to what the presenter shows. */
  readonly return = (): void => {
    this.#applied.clear();
    this.#follow(true);
    this.#applyAll.ask();
  };

  dispose(): void {
    this.#stop.forEach((stop) => stop());
    this.#applyAll.dispose();
    this.#settling?.();
  }

  /** Where a picture opens: as it was left on the board, rather than as it comes. */
  #begin(at: number): void {
    const content = this.#contents[at] ?? null;
    const settled = this.#settledIn(at);
    const { presenter } = this.getSnapshot();
    // Without a presenter everybody looks around freely, and is not carried back when the layout changes.
    const opens = this.#leads || (presenter === null && this.#opened.get(at) !== content);
    this.#opened.set(at, content);
    if (opens && settled !== null) {
      this.#put(at, settled);
    }
    if (this.#leads) {
      this.#show(at);
    } else {
      this.#apply(at);
    }
  }

  #mayLead(presenter: string | null): boolean {
    return presenter === this.#self.id && this.#self.may('present');
  }

  #restage(): void {
    const { presenter, cells } = this.#stage.getSnapshot();
    const replaced = cells.flatMap((content, at) => (content === this.#contents[at] ? [] : [at]));
    this.#contents = cells;
    if (presenter !== this.getSnapshot().presenter) {
      this.#leadBy(presenter);
    }
    if (this.#leads && replaced.length > 0) {
      this.#forget(replaced);
    }
  }

  #leadBy(presenter: string | null): void {
    const led = this.#leads;
    this.#leads = this.#mayLead(presenter);
    this.set({ presenter, following: false });
    this.#shown = {};
    if (this.#leads) {
      this.#presence.setFollowing(false);
      this.#cells.forEach((_, at) => this.#show(at));
      return;
    }
    if (led) {
      this.#settling?.();
      this.#presence.setViews(null);
    }
    if (presenter !== null) {
      this.return();
    } else {
      this.#presence.setFollowing(false);
    }
  }

  #follow(on: boolean): void {
    const { presenter, following } = this.getSnapshot();
    const follows = on && presenter !== null && presenter !== this.#self.id;
    if (follows !== following) {
      this.set({ presenter, following: follows });
      this.#presence.setFollowing(follows);
    }
  }

  #moved(at: number, byHand: boolean): void {
    if (this.#leads) {
      this.#show(at);
    } else if (byHand) {
      this.breakAway();
    } else if (!this.#applying) {
      // Another picture has come into the cell, and stands where it opens.
      this.#applied.delete(at);
      this.#apply(at);
    }
  }

  /** As the presenter: to everybody at once, and into the document when it comes to rest. */
  #show(at: number): void {
    const view = this.#cells.get(at)?.read() ?? null;
    if (view === null) {
      return;
    }
    this.#shown = { ...this.#shown, [at]: view };
    this.#presence.setViews(this.#shown);
    this.#settling?.();
    this.#settling = this.#world.after(SETTLED_MS, () => this.#settle());
  }

  #settle(): void {
    const moved = Object.entries(this.#shown).filter(([at, view]) => !equalityDeep(this.#settled.get(at), view));
    if (this.#leads && moved.length > 0) {
      this.#document.editForGood(() => moved.forEach(([at, view]) => this.#settled.set(at, view)));
    }
  }

  /** Views of what stood in these cells before mean nothing to what stands there now. */
  #forget(replaced: readonly number[]): void {
    this.#shown = Object.fromEntries(Object.entries(this.#shown).filter(([at]) => !replaced.includes(Number(at))));
    this.#presence.setViews(this.#shown);
  }

  #hear(): void {
    const { presenter, following } = this.getSnapshot();
    if (following && presenter !== null && this.#others.get(presenter)?.views !== null) {
      this.#applyAll.ask();
    }
  }

  #apply(at: number): void {
    const view = this.#viewOf(at);
    if (this.getSnapshot().following && view !== null && !equalityDeep(view, this.#applied.get(at))) {
      this.#applied.set(at, view);
      this.#put(at, view);
    }
  }

  #put(at: number, view: SettledView): void {
    this.#applying = true;
    this.#cells.get(at)?.apply(view);
    this.#applying = false;
  }

  /** What the presenter shows in a cell: as they show it now, else as it came to rest. */
  #viewOf(at: number): SettledView | null {
    const { presenter } = this.getSnapshot();
    const now = presenter === null ? undefined : this.#others.get(presenter)?.views?.[at];
    return now === undefined ? this.#settledIn(at) : this.#fitting(at, now);
  }

  #settledIn(at: number): SettledView | null {
    return this.#fitting(at, this.#settledViews.entry(this.#settled.get(String(at))));
  }

  /** The view, if it is one of what stands in the cell. */
  #fitting(at: number, view: SettledView | null): SettledView | null {
    const content = this.#contents[at] ?? null;
    const kind = content === null ? null : content.kind === 'series' ? 'series' : 'picture';
    return view?.kind === kind ? view : null;
  }
}
