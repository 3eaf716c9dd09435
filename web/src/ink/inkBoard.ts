/** What the ink needs of the shared board and of whoever draws: the marks, and what others do at the moment. */
import type { Mark, MarkTarget, Pointer, Presence } from '../board/schema';

export type KeptMark = Mark & { readonly id: string };

export interface MarksPart {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same array until a mark on this picture changes. */
  on(target: MarkTarget): readonly KeptMark[];
  /** Returns its id. */
  add(mark: Mark): string;
  change(id: string, changes: Partial<Pick<Mark, 'points' | 'label' | 'measured'>>): void;
  remove(id: string): void;
  /** What was done since the last call is undone in one step. */
  endGesture(): void;
}

export interface PresencePart {
  readonly subscribe: (listener: () => void) => () => void;
  /** `others` without oneself. */
  readonly getSnapshot: () => { readonly others: readonly Presence[] };
  setPointer(pointer: Pointer | null): void;
  setDrawing(drawing: KeptMark | null): void;
}

export interface InkBoard {
  readonly marks: MarksPart;
  readonly presence: PresencePart;
}

/** Whoever has the layer in front of them. */
export interface InkPerson {
  readonly id: string;
  readonly name: string;
  /** Values of the server's table of rights; of interest here are `point`, `annotate` and `moderate`. */
  readonly rights: readonly string[];
}
