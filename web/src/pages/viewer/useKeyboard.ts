/** The keys of a reading room: windows, tools, leafing, playing, undo. Not while somebody types. */
import { useEffect } from 'react';
import { isTyping } from '../../ui/isTyping';
import type { ViewCommand } from '../../viewer/view';
import type { ViewerSession } from '../../viewer/viewerSession';
import { windowPresets } from '../../viewer/windowPresets';
import { MARKING_TOOLS, VIEWING_TOOLS } from './toolButtons';

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

export function useKeyboard(session: ViewerSession): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isTyping(event.target) && pressed(session, event)) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session]);
}

/** Whether the key means something here. */
function pressed(session: ViewerSession, { key, ctrlKey, metaKey, shiftKey, altKey, target }: KeyboardEvent): boolean {
  const { measurements } = session.engine;
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (letter === 'z' && !shiftKey) {
      measurements.undo();
      return true;
    }
    if (letter === 'y' || letter === 'z') {
      measurements.redo();
      return true;
    }
    return false;
  }
  if (altKey) {
    return false;
  }
  const step = STEPS[key];
  if (step !== undefined) {
    session.step(step);
    return true;
  }
  if (key === ' ') {
    // A button that has the focus is pressed by the space bar.
    return !(target instanceof HTMLButtonElement) && session.togglePlay();
  }
  return chosen(session, letter);
}

function chosen(session: ViewerSession, letter: string): boolean {
  const command = COMMANDS[letter];
  const button = [...VIEWING_TOOLS, ...MARKING_TOOLS].find(({ key }) => key === letter);
  const preset = /^[1-9]$/.test(letter) ? windowPresets(session.modality)[Number(letter) - 1] : undefined;
  if (command !== undefined) {
    session.run(command);
  } else if (button !== undefined) {
    session.setTool(button.tool);
  } else if (preset !== undefined) {
    session.setWindow(preset);
  } else if (letter === 'k') {
    session.toggleKeyImage();
  } else {
    return false;
  }
  return true;
}
