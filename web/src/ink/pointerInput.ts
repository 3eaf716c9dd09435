/** Mouse, pen and fingers on the layer: takes what draws, lets everything else through to the picture below. */

export type PointerKind = 'mouse' | 'pen' | 'touch';

/** Places are those of the event: CSS pixels of the page. */
export interface Hand {
  /** True where the press is ours. */
  down(event: PointerEvent): boolean;
  /** Where the others are to see this person's pointer: as soon as the device tells, and again with `move`. */
  point(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(event: PointerEvent): void;
  /** What was begun is given up: two fingers move the picture. */
  cancel(): void;
  leave(): void;
  /** True where it is ours. */
  doubleClick(event: MouseEvent): boolean;
}

const PRIMARY_BUTTON = 0;

/** Comes when the hand moves, not with the next animation frame as `pointermove` does; browsers have it on HTTPS pages, if at all. */
const RAW = 'pointerrawupdate';

export function pointerKind({ pointerType }: PointerEvent): PointerKind {
  return pointerType === 'touch' || pointerType === 'pen' ? pointerType : 'mouse';
}

/** Until the returned function is called. */
export function listen(element: SVGSVGElement, hand: Hand): () => void {
  const input = new PointerInput(element, hand);
  return () => input.stop();
}

class PointerInput {
  readonly #element: SVGSVGElement;
  readonly #hand: Hand;
  readonly #stopped = new AbortController();
  readonly #fingers = new Set<number>();
  /** The press that is ours. */
  #held: PointerEvent | null = null;
  #replaying = false;

  constructor(element: SVGSVGElement, hand: Hand) {
    this.#element = element;
    this.#hand = hand;
    const { signal } = this.#stopped;
    const active = { signal, passive: false };
    element.addEventListener('pointerdown', this.#down, active);
    element.addEventListener(RAW, (event) => event instanceof PointerEvent && this.#point(event), { signal });
    element.addEventListener('pointermove', this.#move, active);
    element.addEventListener('pointerup', this.#up, active);
    element.addEventListener('pointercancel', this.#lost, active);
    element.addEventListener('pointerleave', () => hand.leave(), { signal });
    // Cornerstone listens to these instead of to pointers.
    element.addEventListener('mousedown', this.#keepWhileHeld, active);
    element.addEventListener('touchstart', this.#keepWhileHeld, active);
    element.addEventListener('dblclick', (event) => hand.doubleClick(event) && event.stopPropagation(), { signal });
  }

  stop(): void {
    this.#stopped.abort();
  }

  readonly #down = (event: PointerEvent): void => {
    if (this.#replaying) {
      return;
    }
    if (event.pointerType === 'touch') {
      this.#fingers.add(event.pointerId);
    }
    if (this.#fingers.size > 1) {
      this.#handOver();
    } else if (event.button === PRIMARY_BUTTON && this.#held === null && this.#hand.down(event)) {
      this.#held = event;
      this.#element.setPointerCapture(event.pointerId);
      // Else the browser goes on to send it as a press of the mouse.
      event.preventDefault();
      event.stopPropagation();
    }
  };

  readonly #point = (event: PointerEvent): void => {
    if (this.#isOurs(event)) {
      this.#hand.point(event);
    }
  };

  readonly #move = (event: PointerEvent): void => {
    if (!this.#isOurs(event)) {
      return;
    }
    this.#hand.point(event);
    const moves = this.#held === null ? [] : movesOf(event);
    for (const each of moves.length === 0 ? [event] : moves) {
      this.#hand.move(each);
    }
    if (this.#held !== null) {
      event.stopPropagation();
    }
  };

  readonly #up = (event: PointerEvent): void => {
    this.#fingers.delete(event.pointerId);
    if (event.pointerId === this.#held?.pointerId) {
      this.#held = null;
      this.#hand.up(event);
      event.stopPropagation();
    }
  };

  readonly #lost = (event: PointerEvent): void => {
    this.#fingers.delete(event.pointerId);
    if (event.pointerId === this.#held?.pointerId) {
      this.#held = null;
      this.#hand.cancel();
    }
  };

  /** While one draws, another pointer is nobody's business. */
  #isOurs({ pointerId }: PointerEvent): boolean {
    return this.#held === null || pointerId === this.#held.pointerId;
  }

  readonly #keepWhileHeld = (event: Event): void => {
    if (this.#held !== null) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** The second finger came: the picture below hears of the first one too, which it was not told of. */
  #handOver(): void {
    const first = this.#held;
    // Beside a pen it is the palm that rests on the glass.
    if (first === null || first.pointerType === 'pen') {
      return;
    }
    this.#held = null;
    this.#hand.cancel();
    this.#replaying = true;
    this.#element.dispatchEvent(new PointerEvent('pointerdown', { ...pointerValues(first), bubbles: true, cancelable: true }));
    this.#replaying = false;
  }
}

function pointerValues({ pointerId, pointerType, isPrimary, clientX, clientY, button, buttons }: PointerEvent): PointerEventInit {
  return { pointerId, pointerType, isPrimary, clientX, clientY, button, buttons };
}

/** A quick hand moves several times between two frames; browsers tell of each on HTTPS pages only. */
function movesOf(event: PointerEvent): readonly PointerEvent[] {
  return 'getCoalescedEvents' in event ? event.getCoalescedEvents() : [];
}
