/** Puts a screen that is shared onto the stage, by whoever may arrange it. */
import { useEffect, useRef } from 'react';
import { useRoomState } from '../../room/roomContext';
import { useBoard } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { freeCell, isOnStage, largerLayout } from './freeCell';

/**
 * The sharer does it themselves if they may. For others the presenter's or the host's page does, into a cell that is free: a village
 * doctor needs one click, and nobody's picture is taken away.
 */
export function useStageScreen(): void {
  const board = useBoard();
  const { screens } = useRoomState();
  const mayArrange = useMayHere('present');
  const mayModerate = useMayHere('moderate');
  const staged = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const shown = new Set(screens.map(({ person }) => person.userId));
    const fresh = [...shown].filter((attendee) => !staged.current.has(attendee));
    staged.current = shown;
    for (const attendee of mayArrange ? fresh : []) {
      const mine = attendee === board.me.id;
      const stage = board.stage.getSnapshot();
      const content = { kind: 'screen', attendee } as const;
      if (isOnStage(stage, content) || !(mine || mayModerate)) {
        continue;
      }
      const at = freeCell(stage) ?? (mine ? freeCell({ ...stage, layout: largerLayout(stage.layout) }) : null);
      if (at !== null) {
        if (mine && freeCell(stage) === null) {
          board.stage.setLayout(largerLayout(stage.layout));
        }
        board.stage.setCell(at, content);
      }
    }
  }, [board, screens, mayArrange, mayModerate]);
}
