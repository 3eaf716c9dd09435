/** The page's copy of the shared document: the one place that edits it, and opens it anew after a refusal. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

/** Called with the document at once, and again with each one that takes its place. */
export type Binder = (doc: Y.Doc, awareness: Awareness) => void;

export class SharedDocument {
  /** Origin of what this person does and may undo. */
  readonly undoable = { done: 'undoable' };
  /** Origin of what this person does for good. */
  readonly #forGood = { done: 'for good' };
  readonly #binders: Binder[] = [];
  #doc = new Y.Doc();
  #awareness = new Awareness(this.#doc);

  get doc(): Y.Doc {
    return this.#doc;
  }

  get awareness(): Awareness {
    return this.#awareness;
  }

  bind(binder: Binder): void {
    this.#binders.push(binder);
    binder(this.#doc, this.#awareness);
  }

  /** One step for the others, undoable for this person. */
  edit(change: (doc: Y.Doc) => void): void {
    this.#doc.transact(() => change(this.#doc), this.undoable);
  }

  /** One step for the others that this person's undo leaves alone. */
  editForGood(change: (doc: Y.Doc) => void): void {
    this.#doc.transact(() => change(this.#doc), this.#forGood);
  }

  /** An empty document in place of this one: what the server refused must not live on in it, nor in anybody's undo. */
  renew(): void {
    const refused = this.#doc;
    this.#doc = new Y.Doc();
    this.#awareness = new Awareness(this.#doc);
    for (const binder of this.#binders) {
      binder(this.#doc, this.#awareness);
    }
    refused.destroy();
  }

  destroy(): void {
    this.#doc.destroy();
  }
}
