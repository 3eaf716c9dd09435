/** The keys of a reading room, on the active cell of the stage. */
import { useMemo } from 'react';
import type { Reading } from '../../viewer/readingKeys';
import { useReadingKeys } from '../viewer/useReadingKeys';
import type { CellControls, RoomSession } from './roomSession';
import { MARKING_BUTTONS, VIEWING_BUTTONS } from './toolButtons';

/** @param mayDraw whether the tools that leave marks, and undo, are this person's */
export function useRoomKeyboard(session: RoomSession, mayDraw: boolean): void {
  useReadingKeys(useMemo(() => readingOf(session, mayDraw), [session, mayDraw]));
}

function readingOf(session: RoomSession, mayDraw: boolean): Reading {
  const buttons = [...VIEWING_BUTTONS, ...(mayDraw ? MARKING_BUTTONS : [])];
  const onActive = (act: (cell: CellControls) => void): boolean => {
    if (session.active !== null) {
      act(session.active);
    }
    return session.active !== null;
  };
  return {
    history: mayDraw ? session.board.steps : null,
    step: (by) => onActive((cell) => cell.step(by)),
    togglePlay: () => session.active?.togglePlay() ?? false,
    run: (command) => onActive((cell) => cell.run(command)),
    choosePreset: (number) => onActive((cell) => cell.choosePreset(number)),
    toggleKeyImage: () => {
      if (mayDraw) {
        session.toggleKeyImage();
      }
      return mayDraw;
    },
    chooseTool: (letter) => {
      const button = buttons.find(({ key }) => key === letter);
      if (button !== undefined) {
        session.setTool(button.tool);
      }
      return button !== undefined;
    },
  };
}
