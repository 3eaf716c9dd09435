/** Marks by id and by the picture they lie on; only lists whose marks changed are made anew. */
import { targetKey } from '../ink/target';
import type { Mark, MarkTarget } from './schema';

export type PlacedMark = Mark & { readonly id: string };

const NOTHING: readonly PlacedMark[] = [];

interface Picture {
  readonly marks: Map<string, PlacedMark>;
  /** Null: to be made when asked for. */
  list: readonly PlacedMark[] | null;
}

export class MarkIndex {
  readonly #marks = new Map<string, PlacedMark>();
  readonly #pictures = new Map<string, Picture>();
  #all: ReadonlyMap<string, PlacedMark> | null = null;

  /** @param mark null: there is none of this id */
  put(id: string, mark: Mark | null): void {
    const before = this.#marks.get(id);
    if (before !== undefined) {
      this.#take(before);
    }
    if (mark !== null) {
      this.#place({ ...mark, id });
    }
    this.#all = null;
  }

  clear(): void {
    this.#marks.clear();
    this.#pictures.clear();
    this.#all = null;
  }

  get(id: string): PlacedMark | undefined {
    return this.#marks.get(id);
  }

  /** The same map until a mark changes. */
  all(): ReadonlyMap<string, PlacedMark> {
    this.#all ??= new Map(this.#marks);
    return this.#all;
  }

  /** Oldest first; the same array until a mark on this picture changes. */
  on(target: MarkTarget): readonly PlacedMark[] {
    const picture = this.#pictures.get(targetKey(target));
    if (picture === undefined) {
      return NOTHING;
    }
    picture.list ??= [...picture.marks.values()].sort(inOrder);
    return picture.list;
  }

  #place(mark: PlacedMark): void {
    const key = targetKey(mark.target);
    const picture = this.#pictures.get(key) ?? { marks: new Map<string, PlacedMark>(), list: null };
    picture.marks.set(mark.id, mark);
    picture.list = null;
    this.#pictures.set(key, picture);
    this.#marks.set(mark.id, mark);
  }

  #take(mark: PlacedMark): void {
    const key = targetKey(mark.target);
    const picture = this.#pictures.get(key);
    this.#marks.delete(mark.id);
    picture?.marks.delete(mark.id);
    if (picture?.marks.size === 0) {
      this.#pictures.delete(key);
    } else if (picture !== undefined) {
      picture.list = null;
    }
  }
}

/** The same on every screen, so that what lies over what is too. */
function inOrder(one: PlacedMark, other: PlacedMark): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}
