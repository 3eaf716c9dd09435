/** Counts changes that the server has not yet been heard to keep. */

export class Unsaved {
  #made = 0;
  #kept = 0;
  /** How many had been made when the server was asked; null while it is not asked. */
  #asked: number | null = null;

  get count(): number {
    return this.#made - this.#kept;
  }

  get asked(): boolean {
    return this.#asked !== null;
  }

  made(): void {
    this.#made += 1;
  }

  /** The server answers in order: once it has answered this, all that was made before is kept. */
  ask(): void {
    this.#asked = this.#made;
  }

  answered(): void {
    this.#kept = this.#asked ?? this.#kept;
    this.#asked = null;
  }

  /** The line was lost, and the question with it. */
  lost(): void {
    this.#asked = null;
  }

  /** What was made is gone. */
  forget(): void {
    this.#kept = this.#made;
    this.#asked = null;
  }
}
