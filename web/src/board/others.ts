/** What the other attendees show of themselves at the moment, checked. */
import type { Awareness } from 'y-protocols/awareness';
import type { SharedDocument } from './document';
import type { Presence } from './schema';
import { PresenceShape, read } from './shapes';

interface Changes {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class Others {
  /** By the id of the page that shows it: somebody may have two open. */
  readonly #pages = new Map<number, Presence>();
  readonly #listeners = new Set<() => void>();
  readonly #own: string;
  #all: readonly Presence[] | null = null;

  /** @param own id of the attendee to leave out */
  constructor(document: SharedDocument, own: string) {
    this.#own = own;
    document.bind((_doc, awareness) => {
      this.#pages.clear();
      awareness.on('change', ({ added, updated, removed }: Changes) => this.#read(awareness, [...added, ...updated, ...removed]));
      this.#tell();
    });
  }

  /** Called for each message of the server that tells of others: see `Throttle`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(attendee: string): Presence | null {
    let found: Presence | null = null;
    for (const presence of this.#pages.values()) {
      if (presence.id === attendee && (found === null || (!busy(found) && busy(presence)))) {
        found = presence;
      }
    }
    return found;
  }

  /** Each attendee once, by id; entries that did not change are the same objects, and so is the list while nothing was heard. */
  all(): readonly Presence[] {
    this.#all ??= [...new Set([...this.#pages.values()].map(({ id }) => id))].sort().flatMap((id) => this.get(id) ?? []);
    return this.#all;
  }

  #read(awareness: Awareness, pages: readonly number[]): void {
    const others = pages.filter((page) => page !== awareness.clientID);
    if (others.length === 0) {
      return;
    }
    for (const page of others) {
      const presence = read(PresenceShape, awareness.states.get(page));
      if (presence === null || presence.id === this.#own) {
        this.#pages.delete(page);
      } else {
        this.#pages.set(page, presence);
      }
    }
    this.#tell();
  }

  #tell(): void {
    this.#all = null;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** Of two pages of the same person, the one they have at hand. */
function busy({ pointer, drawing, views }: Presence): boolean {
  return pointer !== null || drawing !== null || views !== null;
}
