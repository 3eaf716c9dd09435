/** Images that somebody marked as telling. */
import type * as Y from 'yjs';
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

  /** Marks the image, or takes the mark away again. */
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

  /** One's own, undoable; or another's for good: brought back, it would bear the wrong hand. */
  remove(image: ImageAddress): void {
    const key = keyOf(image);
    const unmark = (doc: Y.Doc) => doc.getMap(ROOTS.keyImages).delete(key);
    if (this.find(image)?.by === this.#self.id) {
      this.#steps.alone(() => this.#document.edit(unmark));
    } else {
      this.#document.editForGood(unmark);
    }
  }
}

function keyOf({ study, series, instance, frame }: ImageAddress): string {
  return `${study}/${series}/${instance}/${frame}`;
}
