/** The keys of a reading room: tools, leafing, playing, windows, undo; the same in the viewer and on the stage of a consultation. */
import type { ViewCommand } from './view';

/** What the keys can be about. Each answer says whether the key means something now. */
export interface Reading {
  /** Null for whoever may not draw. */
  readonly history: { undo(): void; redo(): void } | null;
  /** Leafs; infinite to the first or the last image. */
  readonly step: (by: number) => boolean;
  readonly togglePlay: () => boolean;
  readonly run: (command: ViewCommand) => boolean;
  /** Chooses a window by its number, counted from 1. */
  readonly choosePreset: (number: number) => boolean;
  readonly toggleKeyImage: () => boolean;
  /** Takes the tool in hand whose button names `key`, which is in lower case. */
  readonly chooseTool: (key: string) => boolean;
}

const PAGE = 10;

const COMMANDS: Readonly<Record<string, ViewCommand>> = {
  r: 'rotate',
  i: 'invert',
  '0': 'reset',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
};

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

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Does what a key stands for. @returns whether it means something now */
export function press(reading: Reading, { key, ctrlKey, metaKey, shiftKey, altKey }: Press): boolean {
  const letter = key.toLowerCase();
  if (altKey) {
    return false;
  }
  if (ctrlKey || metaKey) {
    return stepBack(reading.history, letter, shiftKey);
  }
  const step = STEPS[key];
  if (step !== undefined) {
    return reading.step(step);
  }
  return key === ' ' ? reading.togglePlay() : choose(reading, letter);
}

function stepBack(history: Reading['history'], letter: string, shiftKey: boolean): boolean {
  if (history === null || (letter !== 'z' && letter !== 'y')) {
    return false;
  }
  if (letter === 'z' && !shiftKey) {
    history.undo();
  } else {
    history.redo();
  }
  return true;
}

function choose(reading: Reading, letter: string): boolean {
  const command = COMMANDS[letter];
  if (command !== undefined) {
    return reading.run(command);
  }
  if (/^[1-9]$/.test(letter)) {
    return reading.choosePreset(Number(letter));
  }
  return letter === 'k' ? reading.toggleKeyImage() : reading.chooseTool(letter);
}
