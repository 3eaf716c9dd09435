/** Undo and redo of what this person drew and chose, and of nothing that others did. */
import * as Y from 'yjs';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { ROOTS } from './schema';

export interface Steps {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Oldest steps are forgotten beyond this: each holds what it took away. */
const LONGEST = 200;

export class OwnSteps extends Store<Steps> {
  #manager: Y.UndoManager | null = null;

  constructor(document: SharedDocument) {
    super({ canUndo: false, canRedo: false });
    document.bind((doc) => this.#follow(doc, document.undoable));
  }

  undo(): void {
    this.#manager?.undo();
  }

  redo(): void {
    this.#manager?.redo();
  }

  /** What comes next is a step of its own. */
  end(): void {
    this.#manager?.stopCapturing();
  }

  /** What `change` does is one step. */
  alone(change: () => void): void {
    this.end();
    change();
    this.end();
  }

  #follow(doc: Y.Doc, origin: object): void {
    this.#manager?.destroy();
    // Not findings: taking one back and putting it there again would put others' votes there too.
    const scope = [ROOTS.marks, ROOTS.keyImages].map((root) => doc.getMap(root));
    // A gesture lasts until `end`, however long the hand rests.
    const manager = new Y.UndoManager(scope, { trackedOrigins: new Set([origin]), captureTimeout: Infinity });
    const publish = () => {
      const now = { canUndo: manager.canUndo(), canRedo: manager.canRedo() };
      const before = this.getSnapshot();
      if (now.canUndo !== before.canUndo || now.canRedo !== before.canRedo) {
        this.set(now);
      }
    };
    manager.on('stack-item-added', () => {
      manager.undoStack.splice(0, manager.undoStack.length - LONGEST);
      publish();
    });
    manager.on('stack-item-popped', publish);
    manager.on('stack-cleared', publish);
    this.#manager = manager;
    publish();
  }
}
