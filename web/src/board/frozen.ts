/** Pictures that were frozen for all: shown instead of the running picture of a console or a shared screen. */
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { JsonReader } from './jsonEntries';
import { type FrozenPicture, ROOTS } from './schema';
import type { Self } from './self';
import { FrozenPictureShape } from './shapes';

export type NewFrozenPicture = Pick<FrozenPicture, 'picture' | 'width' | 'height' | 'capturedAt'>;

/** By console room or attendee id. */
export class Frozen extends Store<ReadonlyMap<string, FrozenPicture>> {
  readonly #document: SharedDocument;
  readonly #self: Self;

  constructor(document: SharedDocument, self: Self) {
    super(new Map());
    this.#document = document;
    this.#self = self;
    const reader = new JsonReader(FrozenPictureShape);
    document.bind((doc) => {
      const map = doc.getMap<unknown>(ROOTS.frozen);
      const publish = () => this.set(reader.entries(map));
      map.observe(publish);
      publish();
    });
  }

  freeze(source: string, { picture, width, height, capturedAt }: NewFrozenPicture): void {
    const frozen: FrozenPicture = {
      ...{ picture, width, height },
      ...{ by: this.#self.id, byName: this.#self.name, at: this.#self.now() },
      capturedAt: capturedAt === null ? null : Math.round(capturedAt),
    };
    this.#document.editForGood((doc) => doc.getMap(ROOTS.frozen).set(source, frozen));
  }

  /** Back to the running picture. */
  release(source: string): void {
    this.#document.editForGood((doc) => doc.getMap(ROOTS.frozen).delete(source));
  }
}
