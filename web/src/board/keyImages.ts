/** Images that somebody marked as telling. */
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { JsonReader } from './jsonEntries';
import type { OwnSteps } from './ownSteps';
import { type KeyImage, ROOTS } from './schema';
import type { Self } from './self';
import { KeyImageShape } from './shapes';

export type NewKeyImage = Pick<KeyImage, 'study' | 'series' | 'instance' | 'frame' | 'label'>;

type ImageAddress = Pick<KeyImage, 'study' | 'series' | 'instance' | 'frame'>;

/** Oldest first. */
export class KeyImages extends Store<readonly KeyImage[]> {
  readonly #document: SharedDocument;
  readonly #self: Self;
  readonly #steps: OwnSteps;

  constructor(document: SharedDocument, self: Self, steps: OwnSteps) {
    super([]);
    this.#document = document;
    this.#self = self;
    this.#steps = steps;
    const reader = new JsonReader(KeyImageShape);
    document.bind((doc) => {
      const map = doc.getMap<unknown>(ROOTS.keyImages);
      const publish = () => this.set([...reader.entries(map).values()].sort((one, other) => one.at - other.at));
      map.observe(publish);
      publish();
    });
  }

  find(image: ImageAddress): KeyImage | null {
    const key = keyOf(image);
    return this.getSnapshot().find((known) => keyOf(known) === key) ?? null;
  }

  /** Marks the image, or takes the mark away again: one's own, or anybody's for whoever moderates. */
  toggle(image: NewKeyImage): void {
    const known = this.find(image);
    if (known !== null) {
      this.remove(known);
      return;
    }
    const { study, series, instance, frame, label } = image;
    const marked: KeyImage = {
      ...{ study, series, instance, frame, label },
      ...{ by: this.#self.id, byName: this.#self.name, at: this.#self.now() },
    };
    this.#steps.alone(() => this.#document.edit((doc) => doc.getMap(ROOTS.keyImages).set(keyOf(image), marked)));
  }

  remove(image: ImageAddress): void {
    const known = this.find(image);
    const key = keyOf(image);
    if (known?.by === this.#self.id) {
      this.#steps.alone(() => this.#document.edit((doc) => doc.getMap(ROOTS.keyImages).delete(key)));
    } else if (known !== null && this.#self.mayRemove(known.by)) {
      this.#document.editForGood((doc) => doc.getMap(ROOTS.keyImages).delete(key));
    }
  }
}

function keyOf({ study, series, instance, frame }: ImageAddress): string {
  return `${study}/${series}/${instance}/${frame}`;
}
