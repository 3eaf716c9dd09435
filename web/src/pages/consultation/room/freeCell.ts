/** Where a source goes that comes by itself. */
import { type CellContent, STAGE_LAYOUTS, type StageLayout } from '../../../board/schema';

interface Stage {
  readonly layout: StageLayout;
  readonly cells: readonly (CellContent | null)[];
}

/** The first empty cell that is seen; null where all are taken. */
export function freeCell({ layout, cells }: Stage): number | null {
  const at = cells.slice(0, STAGE_LAYOUTS[layout]).findIndex((content) => content === null);
  return at === -1 ? null : at;
}

/** The layout with one cell more; the largest stays. */
export function largerLayout(layout: StageLayout): StageLayout {
  const order = Object.keys(STAGE_LAYOUTS) as readonly StageLayout[];
  return order[order.indexOf(layout) + 1] ?? layout;
}

export function isOnStage({ layout, cells }: Stage, wanted: CellContent): boolean {
  return cells.slice(0, STAGE_LAYOUTS[layout]).some((content) => JSON.stringify(content) === JSON.stringify(wanted));
}
