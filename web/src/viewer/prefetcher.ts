/** Fetches pictures before somebody looks at them: the nearest to where each viewport stands first. */
import { cache, imageLoader } from '@cornerstonejs/core';
import { nearestFirst } from './prefetchOrder';
import { Store } from './store';

export interface Target {
  readonly imageIds: readonly string[];
  readonly index: number;
}

/** How many of the pictures in the viewports are there. */
export interface Progress {
  readonly loaded: number;
  readonly total: number;
}

const AT_ONCE = 5;

export class Prefetcher extends Store<Progress> {
  #targets: readonly Target[] = [];
  /** In the order in which they are fetched. */
  #queue: string[] = [];
  readonly #running = new Set<string>();
  /** Asked for once and not to be had; looking at it asks again. */
  readonly #failed = new Set<string>();
  /** Until the first picture is drawn it has line and processor for itself. */
  #begun = false;
  #asked = false;

  constructor() {
    super({ loaded: 0, total: 0 });
  }

  /** What is looked at now, the active viewport first. What nobody looks at any more is cancelled. */
  aim(targets: readonly Target[]): void {
    this.#targets = targets;
    const wanted = new Set(targets.flatMap(({ imageIds }) => imageIds));
    for (const imageId of this.#running) {
      if (!wanted.has(imageId)) {
        cache.getImageLoadObject(imageId)?.cancelFn?.();
      }
    }
    this.#queue = targets.flatMap(({ imageIds, index }) => nearestFirst(imageIds.length, index).map((at) => imageIds[at] ?? ''));
    this.#advance();
  }

  /** The first picture is drawn, or will not be: the others follow. */
  begin(): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#advance();
    }
  }

  #advance(): void {
    while (this.#begun ? this.#running.size < AT_ONCE : !this.#asked) {
      const next = this.#queue.shift();
      if (next === undefined) {
        break;
      }
      if (!cache.isLoaded(next) && !this.#running.has(next) && !this.#failed.has(next)) {
        this.#asked = true;
        void this.#fetch(next);
      }
    }
    this.#report();
  }

  async #fetch(imageId: string): Promise<void> {
    this.#running.add(imageId);
    try {
      await imageLoader.loadAndCacheImage(imageId);
    } catch {
      // LoadFailures tells why; the others go on.
      this.#failed.add(imageId);
      this.#begun = true;
    }
    this.#running.delete(imageId);
    this.#advance();
  }

  #report(): void {
    const imageIds = new Set(this.#targets.flatMap((target) => target.imageIds));
    const loaded = [...imageIds].filter((imageId) => cache.isLoaded(imageId)).length;
    const before = this.getSnapshot();
    if (before.loaded !== loaded || before.total !== imageIds.size) {
      this.set({ loaded, total: imageIds.size });
    }
  }
}
