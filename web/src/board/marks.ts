/** What was drawn and measured: on stored images, on running pictures, on frozen frames. */
import * as Y from 'yjs';
import type { SharedDocument } from './document';
import { MarkIndex, type PlacedMark } from './markIndex';
import { newId } from './newId';
import type { OwnSteps } from './ownSteps';
import { type Mark, type MarkTarget, ROOTS } from './schema';
import type { Self } from './self';
import { MarkShape, read } from './shapes';

/** Who drew it and when is filled in here. */
export type NewMark = Pick<Mark, 'tool' | 'target' | 'points' | 'label' | 'measured' | 'stays'>;

export type MarkChange = Partial<Pick<Mark, 'points' | 'label' | 'measured'>>;

/** A store for `useSyncExternalStore`; `on` gives one picture's marks, the same array until one of them changes. */
export class Marks {
  readonly #document: SharedDocument;
  readonly #self: Self;
  readonly #steps: OwnSteps;
  readonly #index = new MarkIndex();
  readonly #listeners = new Set<() => void>();
  #map: Y.Map<unknown> = new Y.Map();

  constructor(document: SharedDocument, self: Self, steps: OwnSteps) {
    this.#document = document;
    this.#self = self;
    this.#steps = steps;
    document.bind((doc) => this.#follow(doc.getMap<unknown>(ROOTS.marks)));
    steps.subscribe(() => this.#tell());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): ReadonlyMap<string, PlacedMark> => this.#index.all();

  on(target: MarkTarget): readonly PlacedMark[] {
    return this.#index.on(target);
  }

  get canUndo(): boolean {
    return this.#steps.getSnapshot().canUndo;
  }

  get canRedo(): boolean {
    return this.#steps.getSnapshot().canRedo;
  }

  /** A step of its own. Returns the new mark's id. */
  add({ tool, target, points, label, measured, stays }: NewMark): string {
    const id = newId();
    const mark: Mark = {
      ...{ tool, target, points, label, measured, stays },
      ...{ author: this.#self.id, authorName: this.#self.name, at: this.#self.now() },
    };
    this.#steps.alone(() =>
      this.#document.edit(() => {
        // A map of its own, so that undoing its creation also takes away what others changed in it since.
        this.#map.set(id, new Y.Map(Object.entries(mark)));
      }),
    );
    return id;
  }

  /** Part of the gesture that `endGesture` ends. Each call is kept for good on the server: not for every movement of a hand. */
  change(id: string, changes: MarkChange): void {
    this.#document.edit(() => {
      const mark = this.#map.get(id);
      if (mark instanceof Y.Map) {
        for (const [field, value] of Object.entries(changes)) {
          mark.set(field, value);
        }
      }
    });
  }

  /** One's own, undoable; another's only for whoever moderates, and for good. */
  remove(id: string): void {
    const mark = this.#index.get(id);
    if (mark !== undefined) {
      this.#erase([mark]);
    }
  }

  /** Takes away a mark of one's own that was to fade: nothing that anybody did, so nothing to undo. */
  fade(id: string): void {
    const author = this.#index.get(id)?.author;
    if (author === this.#self.id && this.#self.mayRemove(author)) {
      this.#document.editForGood(() => this.#map.delete(id));
    }
  }

  /** @param target only on this picture; everywhere without it */
  eraseMine(target?: MarkTarget): void {
    this.#erase(this.#of(target).filter(({ author }) => author === this.#self.id));
  }

  /** Everybody's, as far as one may; only one's own come back by undo. */
  eraseAll(target?: MarkTarget): void {
    this.#erase(this.#of(target));
  }

  undo(): void {
    this.#steps.undo();
  }

  redo(): void {
    this.#steps.redo();
  }

  endGesture(): void {
    this.#steps.end();
  }

  #of(target: MarkTarget | undefined): readonly PlacedMark[] {
    return target === undefined ? [...this.#index.all().values()] : this.#index.on(target);
  }

  #erase(marks: readonly PlacedMark[]): void {
    const allowed = marks.filter(({ author }) => this.#self.mayRemove(author));
    const mine = allowed.filter(({ author }) => author === this.#self.id);
    const others = allowed.filter(({ author }) => author !== this.#self.id);
    // Undoing would bring others' marks back by this person's hand, which the server refuses.
    this.#document.editForGood(() => others.forEach(({ id }) => this.#map.delete(id)));
    this.#steps.alone(() => this.#document.edit(() => mine.forEach(({ id }) => this.#map.delete(id))));
  }

  #follow(map: Y.Map<unknown>): void {
    this.#map = map;
    this.#index.clear();
    for (const id of map.keys()) {
      this.#read(id);
    }
    map.observeDeep((events) => {
      for (const id of changedKeys(map, events)) {
        this.#read(id);
      }
      this.#tell();
    });
    this.#tell();
  }

  #read(id: string): void {
    const value = this.#map.get(id);
    this.#index.put(id, value instanceof Y.Map ? read(MarkShape, value.toJSON()) : null);
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** Keys of `map` whose entries changed, or changed inside. */
export function changedKeys(map: Y.Map<unknown>, events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const event of events) {
    if (event.target === map) {
      (event as unknown as Y.YMapEvent<unknown>).keysChanged.forEach((key) => keys.add(String(key)));
    } else {
      keys.add(String(event.path[0]));
    }
  }
  return keys;
}
