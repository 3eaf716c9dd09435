/** What was found: short entries that everybody agrees to or disputes by name. */
import * as Y from 'yjs';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { changedKeys } from './marks';
import { newId } from './newId';
import { type Finding, ROOTS, type Vote } from './schema';
import type { Self } from './self';
import { FindingShape, read, VoteShape } from './shapes';

/** Longest texts that the server takes. */
export const LONGEST_FINDING = { title: 300, site: 200, detail: 4_000 } as const;

export type FindingText = Pick<Finding, 'title' | 'site' | 'detail' | 'place'>;

export interface VotedFinding extends Finding {
  readonly id: string;
  /** By attendee id. */
  readonly votes: ReadonlyMap<string, Vote>;
}

/** Key of the votes inside a finding. */
const VOTES = 'votes';

export class Findings extends Store<readonly VotedFinding[]> {
  readonly #document: SharedDocument;
  readonly #self: Self;
  readonly #known = new Map<string, VotedFinding>();
  #map: Y.Map<unknown> = new Y.Map();

  constructor(document: SharedDocument, self: Self) {
    super([]);
    this.#document = document;
    this.#self = self;
    document.bind((doc) => this.#follow(doc.getMap<unknown>(ROOTS.findings)));
  }

  /** Returns the new finding's id. */
  add({ title, site, detail, place }: FindingText): string {
    const id = newId();
    const finding: Finding = {
      ...{ title, site, detail, place },
      ...{ author: this.#self.id, authorName: this.#self.name, at: this.#self.now() },
    };
    this.#document.editForGood(() => this.#map.set(id, new Y.Map<unknown>([...Object.entries(finding), [VOTES, new Y.Map()]])));
    return id;
  }

  /** For its author and whoever moderates. */
  edit(id: string, changes: Partial<FindingText>): void {
    const finding = this.#own(id);
    if (finding !== null) {
      this.#document.editForGood(() => Object.entries(changes).forEach(([field, value]) => finding.set(field, value)));
    }
  }

  /** @param says null takes the vote back */
  vote(id: string, says: Vote['says'] | null): void {
    const finding = this.#map.get(id);
    const votes = finding instanceof Y.Map ? finding.get(VOTES) : null;
    if (!(votes instanceof Y.Map)) {
      return;
    }
    const vote: Vote | null = says === null ? null : { says, name: this.#self.name, at: this.#self.now() };
    this.#document.editForGood(() => (vote === null ? votes.delete(this.#self.id) : votes.set(this.#self.id, vote)));
  }

  /** For its author and whoever moderates. */
  remove(id: string): void {
    if (this.#own(id) !== null) {
      this.#document.editForGood(() => this.#map.delete(id));
    }
  }

  #own(id: string): Y.Map<unknown> | null {
    const finding = this.#map.get(id);
    const author = this.#known.get(id)?.author;
    return finding instanceof Y.Map && author !== undefined && this.#self.mayRemove(author) ? finding : null;
  }

  #follow(map: Y.Map<unknown>): void {
    this.#map = map;
    this.#known.clear();
    const publish = (ids: Iterable<string>) => {
      for (const id of ids) {
        this.#read(id);
      }
      this.set([...this.#known.values()].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)));
    };
    map.observeDeep((events) => publish(changedKeys(map, events)));
    publish(map.keys());
  }

  #read(id: string): void {
    const value = this.#map.get(id);
    const finding = value instanceof Y.Map ? read(FindingShape, value.toJSON()) : null;
    if (finding === null) {
      this.#known.delete(id);
    } else {
      this.#known.set(id, { ...finding, id, votes: votesOf(value as Y.Map<unknown>) });
    }
  }
}

function votesOf(finding: Y.Map<unknown>): ReadonlyMap<string, Vote> {
  const votes = finding.get(VOTES);
  const known = new Map<string, Vote>();
  for (const [attendee, value] of votes instanceof Y.Map ? votes : []) {
    const vote = read(VoteShape, value);
    if (vote !== null) {
      known.set(attendee, vote);
    }
  }
  return known;
}
