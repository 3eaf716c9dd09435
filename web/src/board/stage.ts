/** What stands on the stage: the layout, what is in each cell, and who leads. */
import type * as Y from 'yjs';
import { Store } from '../viewer/store';
import type { SharedDocument } from './document';
import { JsonReader } from './jsonEntries';
import { type CellContent, ROOTS, type StageLayout } from './schema';
import type { Self } from './self';
import { CellContentShape, read, StageLayoutShape } from './shapes';

/** As many as the largest layout shows. */
export const CELL_COUNT = 4;

export interface StageState {
  readonly layout: StageLayout;
  /** Attendee id. */
  readonly presenter: string | null;
  /** By cell number, `CELL_COUNT` of them. */
  readonly cells: readonly (CellContent | null)[];
}

const EMPTY: StageState = { layout: '1x1', presenter: null, cells: Array.from({ length: CELL_COUNT }, () => null) };

export class Stage extends Store<StageState> {
  readonly #document: SharedDocument;
  readonly #self: Self;
  readonly #contents = new JsonReader(CellContentShape);

  constructor(document: SharedDocument, self: Self) {
    super(EMPTY);
    this.#document = document;
    this.#self = self;
    document.bind((doc) => {
      const stage = doc.getMap<unknown>(ROOTS.stage);
      const cells = doc.getMap<unknown>(ROOTS.cells);
      const publish = () => this.set(this.#read(stage, cells));
      stage.observe(publish);
      cells.observe(publish);
      publish();
    });
  }

  setLayout(layout: StageLayout): void {
    this.#document.editForGood((doc) => doc.getMap(ROOTS.stage).set('layout', layout));
  }

  /** @param at cell number, 0 to 3; null leaves it empty */
  setCell(at: number, content: CellContent | null): void {
    this.#document.editForGood((doc) => {
      const cells = doc.getMap(ROOTS.cells);
      // How the one before was looked at means nothing to what comes.
      doc.getMap(ROOTS.views).delete(String(at));
      if (content === null) {
        cells.delete(String(at));
      } else {
        cells.set(String(at), content);
      }
    });
  }

  /** Leads the others' views, or ceases to; whoever moderates ends another's lead as well. */
  present(on: boolean): void {
    const { presenter } = this.getSnapshot();
    if (on) {
      this.#lead(this.#self.id);
    } else if (presenter === this.#self.id || this.#self.may('moderate')) {
      this.#lead(null);
    }
  }

  #lead(presenter: string | null): void {
    this.#document.editForGood((doc) => doc.getMap(ROOTS.stage).set('presenter', presenter));
  }

  #read(stage: Y.Map<unknown>, cells: Y.Map<unknown>): StageState {
    const presenter = stage.get('presenter');
    return {
      layout: read(StageLayoutShape, stage.get('layout')) ?? EMPTY.layout,
      presenter: typeof presenter === 'string' ? presenter : null,
      cells: EMPTY.cells.map((_, at) => this.#contents.entry(cells.get(String(at)))),
    };
  }
}
