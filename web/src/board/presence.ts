/** Who is there and what they are about to do: pointers, strokes under way, hands; others', and one's own as they see it. */
import type { Awareness } from 'y-protocols/awareness';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import type { PlacedMark } from './markIndex';
import type { Others } from './others';
import { PerFrame } from './perFrame';
import type { Pointer, Presence, SettledView } from './schema';
import type { Self } from './self';
import type { BoardWorld } from './world';

export interface PresenceState {
  /** Everybody else, each once, by id. */
  readonly others: readonly Presence[];
  readonly mine: Presence;
}

/** A pointer that rests is put away after so long. Milliseconds. */
const REST_MS = 2_000;

/** A stroke under way is shown with no more points: it goes to everybody with each frame. */
const MOST_SHOWN_POINTS = 100;

export class PresenceStore extends Store<PresenceState> {
  readonly #self: Self;
  readonly #others: Others;
  readonly #world: BoardWorld;
  readonly #publish: PerFrame;
  readonly #stopListening: () => void;
  #awareness: Awareness;
  #mine: Presence;
  #sending: (() => void) | null = null;
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
    this.#publish = new PerFrame(world, () => this.set({ others: others.all(), mine: this.#mine }));
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
    if (this.#self.may('point')) {
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
    this.#sending?.();
    this.#resting?.();
  }

  /** Sent with the next frame, together with whatever else changes until then. */
  #show(changes: Partial<Presence>): void {
    this.#mine = { ...this.#mine, ...changes };
    this.#publish.ask();
    this.#sending ??= this.#world.frame(() => {
      this.#sending = null;
      this.#awareness.setLocalState({ ...this.#mine });
    });
  }
}

/** Every nth point, and the last. */
export function sampled<T>(points: readonly T[], most: number): readonly T[] {
  const step = Math.ceil((points.length - 1) / (most - 1));
  return step <= 1 ? points : points.filter((_, index) => index % step === 0 || index === points.length - 1);
}
