/** How what was brought along first stands on the stage. */
import type { CellContent, StageLayout } from '../../../board/schema';

export interface Arrangement {
  readonly layout: StageLayout;
  readonly contents: readonly CellContent[];
}

const MOST_CELLS = 4;

/** The live pictures first, then one series of each study; null where nothing was brought. */
export function arrangementOf(consoles: readonly string[], series: readonly { readonly study: string; readonly series: string }[]): Arrangement | null {
  const contents: readonly CellContent[] = [
    ...consoles.map((room) => ({ kind: 'console', room }) as const),
    ...series.map((one) => ({ kind: 'series', ...one, part: 0 }) as const),
  ].slice(0, MOST_CELLS);
  switch (contents.length) {
    case 0:
      return null;
    case 1:
      return { layout: '1x1', contents };
    case 2:
      return { layout: '1x2', contents };
    case 3:
      return { layout: '1+2', contents };
    default:
      return { layout: '2x2', contents };
  }
}
