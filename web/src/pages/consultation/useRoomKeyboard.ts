/** The keys of a reading room, on the active cell of the stage. Not while somebody types. */
import { useEffect } from 'react';
import { isTyping } from '../../ui/isTyping';
import type { ViewCommand } from '../../viewer/view';
import type { RoomSession } from './roomSession';
import { MARKING_BUTTONS, VIEWING_BUTTONS } from './toolButtons';

const PAGE = 10;

const COMMANDS: Readonly<Record<string, ViewCommand>> = { r: 'rotate', i: 'invert', '0': 'reset', '+': 'zoomIn', '=': 'zoomIn', '-': 'zoomOut' };

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  ArrowDown: 1,
  ArrowRight: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/** @param mayDraw whether the tools that leave marks, and undo, are this person's */
export function useRoomKeyboard(session: RoomSession, mayDraw: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !isTyping(event.target) && !event.altKey && pressed(session, mayDraw, event)) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session, mayDraw]);
}

/** Whether the key means something here. */
function pressed(session: RoomSession, mayDraw: boolean, { key, ctrlKey, metaKey, shiftKey, target }: KeyboardEvent): boolean {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    return mayDraw && stepped(session, letter, shiftKey);
  }
  const step = STEPS[key];
  if (step !== undefined) {
    session.active?.step(step);
    return session.active !== null;
  }
  if (key === ' ') {
    // A button that has the focus is pressed by the space bar.
    return !(target instanceof HTMLButtonElement) && (session.active?.togglePlay() ?? false);
  }
  return chosen(session, mayDraw, letter);
}

function stepped({ board }: RoomSession, letter: string, shiftKey: boolean): boolean {
  if (letter === 'z' && !shiftKey) {
    board.steps.undo();
    return true;
  }
  if (letter === 'y' || letter === 'z') {
    board.steps.redo();
    return true;
  }
  return false;
}

function chosen(session: RoomSession, mayDraw: boolean, letter: string): boolean {
  const command = COMMANDS[letter];
  const button = [...VIEWING_BUTTONS, ...(mayDraw ? MARKING_BUTTONS : [])].find(({ key }) => key === letter);
  if (button !== undefined) {
    session.setTool(button.tool);
  } else if (command !== undefined) {
    session.active?.run(command);
  } else if (/^[1-9]$/.test(letter)) {
    session.active?.choosePreset(Number(letter));
  } else if (letter === 'k' && mayDraw) {
    session.toggleKeyImage();
  } else {
    return false;
  }
  return true;
}
