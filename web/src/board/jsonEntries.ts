/** Reads maps of plain JSON from the document; an entry that did not change stays the same object. */
import type * as Y from 'yjs';
import type * as v from 'valibot';
import { read } from './shapes';

/** Remembers for each written value what was read from it: the document hands out the same object until it is replaced. */
export class JsonReader<T> {
  readonly #shape: v.GenericSchema<unknown, T>;
  readonly #read = new WeakMap<object, { readonly entry: T | null }>();

  constructor(shape: v.GenericSchema<unknown, T>) {
    this.#shape = shape;
  }

  entry(value: unknown): T | null {
    if (typeof value !== 'object' || value === null) {
      return null;
    }
    const known = this.#read.get(value) ?? { entry: read(this.#shape, value) };
    this.#read.set(value, known);
    return known.entry;
  }

  entries(map: Y.Map<unknown>): ReadonlyMap<string, T> {
    const entries = new Map<string, T>();
    for (const [key, value] of map) {
      const entry = this.entry(value);
      if (entry !== null) {
        entries.set(key, entry);
      }
    }
    return entries;
  }
}
