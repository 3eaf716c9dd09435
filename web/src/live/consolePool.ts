/** The consoles that are looked at: one connection each, however many cells show it, and none for longer than needed. */
import { ConsoleConnection } from './consoleConnection';
import type { TokenSource } from './stay';

/** A layout that is changed takes a console off the stage and puts it back: its connection lives that long. Milliseconds. */
const LINGER_MS = 4000;

interface Entry {
  readonly connection: ConsoleConnection;
  users: number;
  ending: number | undefined;
}

export class ConsolePool {
  readonly #tokensOf: (console: string) => TokenSource;
  readonly #entries = new Map<string, Entry>();

  /** @param tokensOf where tokens for a console's room come from */
  constructor(tokensOf: (console: string) => TokenSource) {
    this.#tokensOf = tokensOf;
  }

  /** The connection to a console, to be given back with `release`. */
  use(console: string): ConsoleConnection {
    const entry = this.#entries.get(console) ?? { connection: new ConsoleConnection(this.#tokensOf(console)), users: 0, ending: undefined };
    window.clearTimeout(entry.ending);
    entry.users += 1;
    this.#entries.set(console, entry);
    return entry.connection;
  }

  release(console: string): void {
    const entry = this.#entries.get(console);
    if (entry === undefined) {
      return;
    }
    entry.users -= 1;
    if (entry.users === 0) {
      entry.ending = window.setTimeout(() => this.#end(console, entry), LINGER_MS);
    }
  }

  dispose(): void {
    for (const [console, entry] of this.#entries) {
      window.clearTimeout(entry.ending);
      this.#end(console, entry);
    }
  }

  #end(console: string, entry: Entry): void {
    this.#entries.delete(console);
    entry.connection.leave();
  }
}
