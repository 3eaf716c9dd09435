/** Does something at once, and again no sooner than after a pause: what was asked for meanwhile is done at its end. */

/** Calls once, later; the returned function takes it back. */
export type Pause = (act: () => void) => () => void;

/**
 * What comes alone never waits: a page that draws slowly has pauses of 100 ms between its animation frames, and a movement that
 * waited for one when it is sent and for one when it arrives would be seen two of them too late.
 */
export class Throttle {
  readonly #pause: Pause;
  readonly #act: () => void;
  #cancel: (() => void) | null = null;
  #again = false;
  #disposed = false;

  /** @param pause an animation frame for what is drawn, a time for what is sent */
  constructor(pause: Pause, act: () => void) {
    this.#pause = pause;
    this.#act = act;
  }

  readonly ask = (): void => {
    if (this.#cancel !== null || this.#disposed) {
      this.#again = true;
      return;
    }
    this.#cancel = this.#pause(() => {
      this.#cancel = null;
      if (this.#again) {
        this.#again = false;
        this.ask();
      }
    });
    this.#act();
  };

  /** For good. */
  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    this.#cancel = null;
  }
}
