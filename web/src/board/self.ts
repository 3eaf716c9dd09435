/** Whoever sits in front of this page, as the board knows them. */

/** Values of the server's table of rights (`core/rights.py`) that matter to the board. */
export type BoardRight = 'point' | 'chat' | 'annotate' | 'present' | 'moderate';

export interface BoardPerson {
  /** Attendee id. */
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly rights: readonly string[];
}

/** What the parts of the board share about this person; rights change when the chair is handed over. */
export class Self {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly #now: () => number;
  #rights: readonly string[];

  /** @param now the server's clock, ms since 1970 */
  constructor(person: BoardPerson, now: () => number) {
    this.id = person.id;
    this.name = person.name;
    this.organisation = person.organisation;
    this.#rights = person.rights;
    this.#now = now;
  }

  get rights(): readonly string[] {
    return this.#rights;
  }

  may(right: BoardRight): boolean {
    return this.#rights.includes(right);
  }

  /** Whether they may take away what `author` made. */
  mayRemove(author: string): boolean {
    return author === this.id || this.may('moderate');
  }

  /** The server's clock, whole ms since 1970. */
  now(): number {
    return Math.round(this.#now());
  }

  grant(rights: readonly string[]): void {
    this.#rights = rights;
  }
}
