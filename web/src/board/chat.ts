/** What was written: messages with pictures and places, and how many of them nobody has looked at here. */
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { JsonReader } from './jsonEntries';
import { newId } from './newId';
import { type ChatMessage, type Place, ROOTS } from './schema';
import type { Self } from './self';
import { ChatMessageShape } from './shapes';

/** Longest text that the server takes. */
export const LONGEST_MESSAGE = 4_000;

export interface Attached {
  /** SHA-256. */
  readonly picture?: string | null;
  readonly place?: Place | null;
}

export class Chat extends Store<readonly ChatMessage[]> {
  /** Others' messages since `markRead`. */
  readonly unread = new Store(0);
  readonly #document: SharedDocument;
  readonly #self: Self;
  #seen: ReadonlySet<string> = new Set();

  constructor(document: SharedDocument, self: Self) {
    super([]);
    this.#document = document;
    this.#self = self;
    const reader = new JsonReader(ChatMessageShape);
    document.bind((doc) => {
      const list = doc.getArray<unknown>(ROOTS.chat);
      const publish = () => {
        this.set(list.toArray().flatMap((value) => reader.entry(value) ?? []));
        this.#count();
      };
      list.observe(publish);
      publish();
    });
  }

  /** Says nothing where there is nothing to say. */
  say(text: string, { picture = null, place = null }: Attached = {}): void {
    const said = text.trim().slice(0, LONGEST_MESSAGE);
    if (said === '' && picture === null && place === null) {
      return;
    }
    const message: ChatMessage = {
      id: newId(),
      ...{ author: this.#self.id, authorName: this.#self.name, at: this.#self.now() },
      ...{ text: said, picture, place },
    };
    this.#document.editForGood((doc) => doc.getArray(ROOTS.chat).push([message]));
  }

  /** All that is there has been looked at. */
  markRead(): void {
    this.#seen = new Set(this.getSnapshot().map(({ id }) => id));
    this.#count();
  }

  #count(): void {
    this.unread.set(this.getSnapshot().filter(({ id, author }) => author !== this.#self.id && !this.#seen.has(id)).length);
  }
}
