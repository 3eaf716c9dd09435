/** Whoever sits in front of this page, as the board knows them. */
import type { Right } from '../api/rights';
import { Store } from '../viewer/store';

export interface BoardPerson {
  /** Attendee id. */
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly rights: readonly Right[];
}

/** What the parts of the board share about this person. A store of their rights, which change when the chair is handed over. */
export class Self extends Store<readonly Right[]> {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly #now: () => number;

  /** @param now the server's clock, ms since 1970 */
  constructor(person: BoardPerson, now: () => number) {
    super(person.rights);
    this.id = person.id;
    this.name = person.name;
    this.organisation = person.organisation;
    this.#now = now;
  }

  may(right: Right): boolean {
    return this.getSnapshot().includes(right);
  }

  /** Whether they may take away what `author` drew or wrote. */
  mayRemove(author: string): boolean {
    return this.may('moderate') || (author === this.id && this.may('annotate'));
  }

  /** The server's clock, whole ms since 1970. */
  now(): number {
    return Math.round(this.#now());
  }

  grant(rights: readonly Right[]): void {
    const before = this.getSnapshot();
    if (rights.length !== before.length || !rights.every((right) => before.includes(right))) {
      this.set(rights);
    }
  }
}
