/** Undo and redo over a set of things with ids: what was added, changed or removed between two moments, and how to go back and forth. */

export interface Change<T> {
  readonly id: string;
  /** Null: it was not there. */
  readonly before: T | null;
  readonly after: T | null;
}

/** Oldest steps are forgotten beyond this. */
const LONGEST = 200;

export class History<T> {
  readonly #same: (a: T, b: T) => boolean;
  #known: ReadonlyMap<string, T> = new Map();
  #done: (readonly Change<T>[])[] = [];
  #undone: (readonly Change<T>[])[] = [];

  constructor(same: (a: T, b: T) => boolean) {
    this.#same = same;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** The end of a gesture: what differs from the last one becomes a step. Returns whether anything did. */
  record(now: ReadonlyMap<string, T>): boolean {
    const step = this.#difference(now);
    if (step.length === 0) {
      return false;
    }
    this.#known = now;
    this.#done = [...this.#done.slice(1 - LONGEST), step];
    this.#undone = [];
    return true;
  }

  /** Changes to be made so that the last step is as if it had not been. */
  undo(): readonly Change<T>[] {
    const step = this.#done.pop();
    if (step === undefined) {
      return [];
    }
    this.#undone.push(step);
    return this.#applied(step.map(({ id, before, after }) => ({ id, before: after, after: before })).reverse());
  }

  redo(): readonly Change<T>[] {
    const step = this.#undone.pop();
    if (step === undefined) {
      return [];
    }
    this.#done.push(step);
    return this.#applied(step);
  }

  /** Nothing is known and nothing can be undone. */
  forget(): void {
    this.#known = new Map();
    this.#done = [];
    this.#undone = [];
  }

  #applied(changes: readonly Change<T>[]): readonly Change<T>[] {
    const known = new Map(this.#known);
    for (const { id, after } of changes) {
      if (after === null) {
        known.delete(id);
      } else {
        known.set(id, after);
      }
    }
    this.#known = known;
    return changes;
  }

  #difference(now: ReadonlyMap<string, T>): readonly Change<T>[] {
    const changes: Change<T>[] = [];
    for (const id of new Set([...this.#known.keys(), ...now.keys()])) {
      const before = this.#known.get(id) ?? null;
      const after = now.get(id) ?? null;
      if (before === null || after === null || !this.#same(before, after)) {
        changes.push({ id, before, after });
      }
    }
    return changes;
  }
}
