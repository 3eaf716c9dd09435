/** The board of one consultation in this page: its parts over one shared document. */
import type { ServerClock } from '../api/serverClock';
import { Chat } from './chat';
import { Connection } from './connection';
import { SharedDocument } from './document';
import { Findings } from './findings';
import { Following } from './following';
import { Frozen } from './frozen';
import { KeyImages } from './keyImages';
import { Marks } from './marks';
import { Others } from './others';
import { OwnSteps } from './ownSteps';
import { PresenceStore } from './presence';
import { type BoardPerson, Self } from './self';
import { Stage } from './stage';
import { type BoardWorld, browserWorld } from './world';

export interface BoardOptions {
  /** Id of the consultation. */
  readonly consultation: string;
  readonly me: BoardPerson;
  readonly clock: Pick<ServerClock, 'estimate'>;
  readonly world?: BoardWorld;
}

/** Each part is a store for `useSyncExternalStore`. */
export class Board {
  readonly consultation: string;
  readonly me: Self;
  readonly connection: Connection;
  readonly stage: Stage;
  readonly marks: Marks;
  readonly frozen: Frozen;
  readonly chat: Chat;
  readonly findings: Findings;
  readonly keyImages: KeyImages;
  readonly presence: PresenceStore;
  readonly following: Following;
  /** What this person can undo and redo, on marks and key images alike. */
  readonly steps: OwnSteps;
  readonly #document = new SharedDocument();

  constructor({ consultation, me, clock, world = browserWorld() }: BoardOptions) {
    const self = new Self(me, () => serverNow(clock));
    const document = this.#document;
    const others = new Others(document, self.id);
    this.consultation = consultation;
    this.me = self;
    this.steps = new OwnSteps(document);
    this.stage = new Stage(document, self);
    this.marks = new Marks(document, self, this.steps);
    this.frozen = new Frozen(document, self);
    this.chat = new Chat(document, self);
    this.findings = new Findings(document, self);
    this.keyImages = new KeyImages(document, self, this.steps);
    this.presence = new PresenceStore(document, self, others, world);
    this.following = new Following(document, self, { stage: this.stage, presence: this.presence, others }, world);
    this.connection = new Connection(`${world.origin}/api/consultations/${encodeURIComponent(consultation)}`, document, world);
    this.#readWhatWasThere();
  }

  connect(): void {
    this.connection.connect();
  }

  /** Cannot be connected again. */
  dispose(): void {
    this.connection.dispose();
    this.following.dispose();
    this.presence.dispose();
    this.#document.destroy();
  }

  /** Messages from before one came are no news. */
  #readWhatWasThere(): void {
    const stop = this.connection.subscribe(() => {
      if (this.connection.getSnapshot().phase === 'synced') {
        stop();
        this.chat.markRead();
      }
    });
  }
}

/** Before the server's clock is known, this computer's own stands in for it. */
function serverNow(clock: Pick<ServerClock, 'estimate'>): number {
  const estimate = clock.estimate();
  return estimate === null ? Date.now() : performance.now() + estimate.offset;
}
