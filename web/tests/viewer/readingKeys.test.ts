/** What the keys of a reading room stand for. */
import { expect, test } from 'vitest';
import { press, type Reading } from '../../src/viewer/readingKeys';

/** Writes down what is asked of it, and takes the tool of `l` only. */
class Recorder {
  readonly asked: string[] = [];

  reading(mayDraw = true): Reading {
    const note = (words: string, meant = true) => {
      this.asked.push(words);
      return meant;
    };
    return {
      history: mayDraw ? { undo: () => void note('undo'), redo: () => void note('redo') } : null,
      step: (by) => note(`step ${by}`),
      togglePlay: () => note('play'),
      run: (command) => note(command),
      choosePreset: (number) => note(`preset ${number}`, number < 5),
      toggleKeyImage: () => note('key image'),
      chooseTool: (key) => note(`tool ${key}`, key === 'l'),
    };
  }
}

function key(name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) {
  return { key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held };
}

test.each([
  ['ArrowDown', 'step 1'],
  ['ArrowLeft', 'step -1'],
  ['PageDown', 'step 10'],
  ['Home', 'step -Infinity'],
  [' ', 'play'],
  ['r', 'rotate'],
  ['R', 'rotate'],
  ['=', 'zoomIn'],
  ['0', 'reset'],
  ['1', 'preset 1'],
  ['k', 'key image'],
  ['L', 'tool l'],
])('the key %s asks for %s', (name, asked) => {
  const recorder = new Recorder();
  expect(press(recorder.reading(), key(name))).toBe(true);
  expect(recorder.asked).toEqual([asked]);
});

test.each(['9', 'q', 'Tab'])('the key %s is left to the browser where it means nothing', (name) => {
  expect(press(new Recorder().reading(), key(name))).toBe(false);
});

test.each([
  ['z', { ctrlKey: true }, 'undo'],
  ['Z', { metaKey: true, shiftKey: true }, 'redo'],
  ['y', { ctrlKey: true }, 'redo'],
])('%s with %o goes through the steps: %s', (name, held, asked) => {
  const recorder = new Recorder();
  expect(press(recorder.reading(), key(name, held))).toBe(true);
  expect(recorder.asked).toEqual([asked]);
});

test.each([
  ['z', { ctrlKey: true, altKey: true }],
  ['r', { ctrlKey: true }],
  ['ArrowLeft', { altKey: true }],
] as const)('%s with %o stays the browser’s', (name, held) => {
  const recorder = new Recorder();
  expect(press(recorder.reading(), key(name, held))).toBe(false);
  expect(recorder.asked).toEqual([]);
});

test('whoever may not draw has nothing to undo', () => {
  const recorder = new Recorder();
  expect(press(recorder.reading(false), key('z', { ctrlKey: true }))).toBe(false);
  expect(recorder.asked).toEqual([]);
});
