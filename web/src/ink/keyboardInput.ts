/** Keys for the mark in hand: Delete, Escape, and the arrows that nudge it. */
import { isTyping } from '../ui/isTyping';
import type { Point } from './matrix';

export interface KeyHand {
  /** A mark is selected, or one is being drawn. */
  readonly busy: boolean;
  cancel(): void;
  /** True where there was something to delete. */
  delete(): boolean;
  /** CSS pixels; true where there was something to nudge. */
  nudge(by: Point): boolean;
}

const NUDGES: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** With the shift key. */
const FAR = 10;

/** Before the page's own keys, which leaf and change tools; until the returned function is called. */
export function listenToKeys(hand: KeyHand): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (hand.busy && !isTyping(event.target) && pressed(hand, event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}

function pressed(hand: KeyHand, { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) {
    return false;
  }
  if (key === 'Escape') {
    hand.cancel();
    return true;
  }
  if (key === 'Delete' || key === 'Backspace') {
    return hand.delete();
  }
  const nudge = NUDGES[key];
  const step = shiftKey ? FAR : 1;
  return nudge !== undefined && hand.nudge([nudge[0] * step, nudge[1] * step]);
}
