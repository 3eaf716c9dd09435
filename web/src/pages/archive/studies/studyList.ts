/** The list of studies as far as it is loaded, and how new pages and fresh answers enter it without a jump. */
import type { Study, StudyPage } from '../../../api/archive';

/** Where a page began: asking with `cursor` again gives the rows from index `at` on as they are now. */
interface Anchor {
  readonly cursor: string | null;
  /** The last study before the page, null at the top. */
  readonly after: string | null;
}

export interface StudyList {
  readonly studies: readonly Study[];
  readonly anchors: readonly Anchor[];
  /** Of the page that follows; null where the list is complete. */
  readonly next: string | null;
}

/** Where every list begins. */
export const TOP: Anchor = { cursor: null, after: null };

export const EMPTY_LIST: StudyList = { studies: [], anchors: [TOP], next: null };

export function firstPage(page: StudyPage): StudyList {
  return { ...EMPTY_LIST, studies: page.studies, next: page.next };
}

/** The list with the page that `list.next` led to. */
export function withNextPage(list: StudyList, page: StudyPage): StudyList {
  const anchor = { cursor: list.next, after: list.studies.at(-1)?.study_uid ?? null };
  return {
    studies: [...list.studies, ...without(page.studies, list.studies)],
    anchors: [...list.anchors, anchor],
    next: page.next,
  };
}

/** Where to ask in order to refresh the rows from `index` on: the start of the page they are on. */
export function anchorBefore(list: StudyList, index: number): Anchor {
  const reaches = (anchor: Anchor) => positionAfter(list, anchor.after) <= index;
  return list.anchors.findLast(reaches) ?? TOP;
}

/**
 * The list with the rows after `anchor` as the server now has them.
 *
 * Studies may have come, changed or gone. What the fresh page does not reach stays as it is; where the page has
 * nothing in common with the old rows, more came than one page holds, and the list begins anew from it.
 */
export function withFreshPage(list: StudyList, anchor: Anchor, page: StudyPage): StudyList {
  const start = positionAfter(list, anchor.after);
  const before = without(list.studies.slice(0, start), page.studies);
  if (page.next === null) {
    return { ...kept(list, before, page.studies), studies: [...before, ...page.studies], next: null };
  }
  const reached = reachedBy(page, list, start);
  if (reached === -1) {
    return { ...kept(list, before, page.studies), studies: [...before, ...page.studies], next: page.next };
  }
  const rest = without(list.studies.slice(reached + 1), page.studies);
  return { ...list, studies: [...before, ...page.studies, ...rest], next: rest.length === 0 ? page.next : list.next };
}

/** Index of the old row, from `start` on, up to which the page goes; -1 where it has none of them. */
function reachedBy(page: StudyPage, list: StudyList, start: number): number {
  const indexes = new Map(list.studies.map((study, index) => [study.study_uid, index]));
  // The last one tells: a study may have moved into the page from far below.
  const last = page.studies.findLast((study) => (indexes.get(study.study_uid) ?? -1) >= start);
  return last === undefined ? -1 : (indexes.get(last.study_uid) as number);
}

/** How many studies stand before `uid` that did not in the older list; 0 where `uid` is in neither. */
export function comeBefore(older: StudyList, newer: StudyList, uid: string): number {
  const was = indexOf(older, uid);
  const is = indexOf(newer, uid);
  return was === -1 || is === -1 ? 0 : is - was;
}

function indexOf(list: StudyList, uid: string): number {
  return list.studies.findIndex((study) => study.study_uid === uid);
}

/** Index of the row that follows the study `uid`; where it has gone, the whole list stands after it. */
function positionAfter(list: StudyList, uid: string | null): number {
  return uid === null ? 0 : indexOf(list, uid) + 1;
}

/** The anchors whose rows are still in the list. */
function kept(list: StudyList, ...parts: readonly (readonly Study[])[]): Pick<StudyList, 'anchors'> {
  const present = new Set(parts.flat().map((study) => study.study_uid));
  return { anchors: list.anchors.filter(({ after }) => after === null || present.has(after)) };
}

function without(studies: readonly Study[], others: readonly Study[]): readonly Study[] {
  const known = new Set(others.map((study) => study.study_uid));
  return studies.filter((study) => !known.has(study.study_uid));
}
