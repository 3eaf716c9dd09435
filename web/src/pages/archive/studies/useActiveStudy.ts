/** Which study the keyboard stands on. */
import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useState } from 'react';
import type { Study } from '../../../api/archive';

interface Actions {
  readonly onOpen: (studyUid: string) => void;
  readonly onDetails: (studyUid: string) => void;
}

/** Page Up and Page Down go this far. */
const PAGE_ROWS = 10;

export function useActiveStudy(
  studies: readonly Study[],
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  { onOpen, onDetails }: Actions,
) {
  const [active, setActive] = useState<string | null>(null);

  const goTo = (index: number) => {
    const target = Math.max(0, Math.min(studies.length - 1, index));
    setActive(studies[target]?.study_uid ?? null);
    virtualizer.scrollToIndex(target);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Buttons inside a row have keys of their own.
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const at = studies.findIndex((study) => study.study_uid === active);
    const moves: Record<string, () => void> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      PageDown: () => goTo(at + PAGE_ROWS),
      PageUp: () => goTo(at - PAGE_ROWS),
      Home: () => goTo(0),
      End: () => goTo(studies.length - 1),
      Enter: () => active !== null && onOpen(active),
      ' ': () => active !== null && onDetails(active),
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      move();
    }
  };

  const select = useCallback((studyUid: string) => setActive(studyUid), []);
  return { active, select, onKeyDown };
}
