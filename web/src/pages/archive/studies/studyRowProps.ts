/** What a study is drawn from, as a row or as a card. */
import type { Study } from '../../../api/archive';

export interface StudyRowProps {
  readonly id: string;
  readonly study: Study;
  /** In the list, from 0. */
  readonly index: number;
  /** The keyboard stands on it. */
  readonly active: boolean;
  /** It came while the list was open. */
  readonly arrived: boolean;
  readonly onSelect: (studyUid: string) => void;
  readonly onOpen: (studyUid: string) => void;
  readonly onDetails: (studyUid: string) => void;
}

/** The row of the names of the columns is the first. */
function ariaRowIndex(index: number): number {
  return index + 2;
}

/** What row and card tell assistive technology, style sheets and tests. */
export function rowAttributes({ id, study, index, active, arrived }: StudyRowProps) {
  return {
    id,
    role: 'row',
    'aria-rowindex': ariaRowIndex(index),
    'aria-selected': active,
    'data-arrived': arrived,
    'data-testid': 'study-row',
    'data-study': study.study_uid,
  } as const;
}
