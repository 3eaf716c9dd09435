/** Who is there and what they are about to do: pointers, strokes under way, hands; others', and one's own as they see it. */
import type { Awareness } from 'y-protocols/awareness';
import { sameTarget } from '../ink/target';
import { oncePerBurst } from '../ui/burst';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import type { PlacedMark } from './markIndex';
import type { Others } from './others';
import type { Pointer, Presence, SettledView } from './schema';
import type { Self } from './self';
import { Throttle } from './throttle';
import type { BoardWorld } from './world';

export interface PresenceState {
  /** Everybody else, each once, by id; the same list while only `mine` changes. */
  readonly others: readonly Presence[];
  readonly mine: Presence;
}

/** A pointer that rests is put away after so long. Milliseconds. */
const REST_MS = 2_000;

/** One's own presence goes to everybody no more often. By the clock, not by frames: those of a busy page are far apart. Milliseconds. */
const SEND_EVERY_MS = 16;

/** A stroke under way is shown with no more points: it goes to everybody with each movement. */
const MOST_SHOWN_POINTS = 100;

export class PresenceStore extends Store<PresenceState> {
  readonly #self: Self;
  readonly #others: Others;
  readonly #world: BoardWorld;
  readonly #publish: Throttle;
  readonly #send: Throttle;
  readonly #stopListening: () => void;
  #awareness: Awareness;
  #mine: Presence;
  #resting: (() => void) | null = null;

  constructor(document: SharedDocument, self: Self, others: Others, world: BoardWorld) {
    const mine: Presence = {
      ...{ id: self.id, name: self.name, organisation: self.organisation },
      ...{ pointer: null, views: null, drawing: null, hand: null, following: false },
    };
    super({ others: [], mine });
    this.#self = self;
    this.#others = others;
    this.#world = world;
    this.#mine = mine;
    this.#awareness = document.awareness;
    this.#publish = new Throttle(world.frame, () => this.set({ others: others.all(), mine: this.#mine }));
    this.#send = new Throttle(
      (act) => world.after(SEND_EVERY_MS, act),
      () => this.#awareness.setLocalState({ ...this.#mine }),
    );
    document.bind((_doc, awareness) => {
      this.#awareness = awareness;
      awareness.setLocalState({ ...this.#mine });
    });
    this.#stopListening = others.subscribe(this.#publish.ask);
  }

  /** Of one attendee, as the last message has it. */
  of(attendee: string): Presence | null {
    return this.#others.get(attendee);
  }

  setPointer(pointer: Pointer | null): void {
    this.#resting?.();
    this.#resting = pointer === null ? null : this.#world.after(REST_MS, () => this.#show({ pointer: null }));
    if (this.#self.may('point') && !samePointer(pointer, this.#mine.pointer)) {
      this.#show({ pointer });
    }
  }

  /** A mark before it is done; null once it is. */
  setDrawing(drawing: PlacedMark | null): void {
    this.#show({ drawing: drawing === null ? null : { ...drawing, points: sampled(drawing.points, MOST_SHOWN_POINTS) } });
  }

  setHand(up: boolean): void {
    this.#show({ hand: up ? this.#self.now() : null });
  }

  /** By cell number; null while somebody else leads. */
  setViews(views: Readonly<Record<string, SettledView>> | null): void {
    this.#show({ views });
  }

  setFollowing(following: boolean): void {
    this.#show({ following });
  }

  dispose(): void {
    this.#stopListening();
    this.#publish.dispose();
    this.#send.dispose();
    this.#resting?.();
  }

  #show(changes: Partial<Presence>): void {
    this.#mine = { ...this.#mine, ...changes };
    this.#tell();
  }

  /** Pointer, stroke and view change in one movement: they go together. */
  readonly #tell = oncePerBurst(() => {
    this.#send.ask();
    this.#publish.ask();
  });
}

/** Every nth point, and the last. */
export function sampled<T>(points: readonly T[], most: number): readonly T[] {
  const step = Math.ceil((points.length - 1) / (most - 1));
  return step <= 1 ? points : points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function samePointer(one: Pointer | null, other: Pointer | null): boolean {
  return one === other || (one !== null && other !== null && sameTarget(one.target, other.target) && one.point[0] === other.point[0] && one.point[1] === other.point[1]);
}
