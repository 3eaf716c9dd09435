/** The viewport of a cell, for as long as its element is on the page. */
import { type RefObject, useEffect, useState } from 'react';
import { StackSurface } from '../../../ink/stackSurface';
import { SharedSeriesView } from '../../../viewer/sharedSeriesView';
import { StackView } from '../../../viewer/stackView';
import { useBoard } from '../boardContext';
import { useRoomParts } from '../roomSessionContext';

export interface MountedStack {
  readonly view: StackView;
  readonly surface: StackSurface;
}

/** Null until the first effect has run. */
export function useStackView(at: number, study: string, element: RefObject<HTMLDivElement | null>): MountedStack | null {
  const { session } = useRoomParts();
  const board = useBoard();
  const [mounted, setMounted] = useState<MountedStack | null>(null);
  useEffect(() => {
    if (element.current === null) {
      return;
    }
    const view = new StackView(session.engine, `stage-${at}`, element.current);
    const surface = new StackSurface(view, study);
    const shared = new SharedSeriesView(view);
    const detach = board.following.attach(at, shared);
    const stop = view.subscribe(() => view.getSnapshot().drawn && session.prefetcher.begin());
    setMounted({ view, surface });
    return () => {
      setMounted(null);
      stop();
      detach();
      shared.dispose();
      surface.dispose();
      view.dispose();
    };
  }, [session, board, at, study, element]);
  return mounted;
}
