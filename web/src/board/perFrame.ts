/** Does something at once, but at most once per animation frame: what was asked for in between is done with the next one. */
import type { BoardWorld } from './world';

export class PerFrame {
  readonly #world: Pick<BoardWorld, 'frame'>;
  readonly #act: () => void;
  #cancel: (() => void) | null = null;
  #again = false;

  constructor(world: Pick<BoardWorld, 'frame'>, act: () => void) {
    this.#world = world;
    this.#act = act;
  }

  readonly ask = (): void => {
    if (this.#cancel !== null) {
      this.#again = true;
      return;
    }
    this.#cancel = this.#world.frame(() => {
      this.#cancel = null;
      if (this.#again) {
        this.#again = false;
        this.ask();
      }
    });
    this.#act();
  };

  dispose(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#again = false;
  }
}
