/** Marks being drawn or changed at this moment, the others' and one's own, until what they became is on the board. */
import type { PlacedMark } from '../board/markIndex';
import type { MarkTarget, Presence } from '../board/schema';
import { sameTarget } from './target';

/** Those on this picture that are not yet on the board as they are shown. */
export function openDrafts(others: readonly Presence[], target: MarkTarget, marks: readonly PlacedMark[]): readonly PlacedMark[] {
  return others.flatMap(({ drawing }) => (drawing !== null && sameTarget(drawing.target, target) && !isKept(drawing, marks) ? [drawing] : []));
}

/** What is kept arrives on another way, and may be first. */
function isKept(draft: PlacedMark, marks: readonly PlacedMark[]): boolean {
  return marks.some((mark) => mark.author === draft.author && mark.tool === draft.tool && sameEnds(mark, draft));
}

/** Long lines under way are shown with fewer points, but with both ends. */
function sameEnds({ points: one }: PlacedMark, { points: other }: PlacedMark): boolean {
  return [0, 1, -1].every((at) => at === 1 && Math.max(one.length, other.length) > 3 ? true : samePoint(one.at(at), other.at(at)));
}

function samePoint(one: readonly [number, number] | undefined, other: readonly [number, number] | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}
