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

  /** @param own id of the attendee to leave out */
  constructor(document: SharedDocument, own: string) {
    this.#own = own;
    document.bind((_doc, awareness) => {
      this.#pages.clear();
      awareness.on('change', ({ added, updated, removed }: Changes) => this.#read(awareness, [...added, ...updated, ...removed]));
      this.#tell();
    });
  }

  /** Called for each message of the server: see `PerFrame`. */
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

  /** Each attendee once, by id; entries that did not change are the same objects. */
  all(): readonly Presence[] {
    const ids = new Set([...this.#pages.values()].map(({ id }) => id));
    return [...ids].sort().flatMap((id) => this.get(id) ?? []);
  }

  #read(awareness: Awareness, pages: readonly number[]): void {
    for (const page of pages) {
      const presence = page === awareness.clientID ? null : read(PresenceShape, awareness.states.get(page));
      if (presence === null || presence.id === this.#own) {
        this.#pages.delete(page);
      } else {
        this.#pages.set(page, presence);
      }
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** Of two pages of the same person, the one they have at hand. */
function busy({ pointer, drawing, views }: Presence): boolean {
  return pointer !== null || drawing !== null || views !== null;
}
