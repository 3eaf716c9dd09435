import { expect, test } from 'vitest';
import { History } from '../../src/viewer/history';

const history = () => new History<string>((a, b) => a === b);
const marks = (entries: Record<string, string>) => new Map(Object.entries(entries));

test('undoing what was drawn takes it away, redoing brings it back', () => {
  const steps = history();
  steps.record(marks({ a: '1' }));
  expect(steps.undo()).toEqual([{ id: 'a', before: '1', after: null }]);
  expect(steps.redo()).toEqual([{ id: 'a', before: null, after: '1' }]);
});

test('undoing an edit brings the earlier shape back', () => {
  const steps = history();
  steps.record(marks({ a: '1' }));
  steps.record(marks({ a: '2' }));
  expect(steps.undo()).toEqual([{ id: 'a', before: '2', after: '1' }]);
});

test('undoing a deletion brings the mark back', () => {
  const steps = history();
  steps.record(marks({ a: '1', b: '1' }));
  steps.record(marks({ b: '1' }));
  expect(steps.undo()).toEqual([{ id: 'a', before: null, after: '1' }]);
});

test('a gesture that changed nothing is no step', () => {
  const steps = history();
  steps.record(marks({ a: '1' }));
  expect(steps.record(marks({ a: '1' }))).toBe(false);
  steps.undo();
  expect(steps.canUndo).toBe(false);
});

test('drawing after an undo forgets what was undone', () => {
  const steps = history();
  steps.record(marks({ a: '1' }));
  steps.undo();
  steps.record(marks({ b: '1' }));
  expect(steps.canRedo).toBe(false);
});

test('what was undone is known: the same state again is no step', () => {
  const steps = history();
  steps.record(marks({ a: '1' }));
  steps.undo();
  expect(steps.record(marks({}))).toBe(false);
  expect(steps.canRedo).toBe(true);
});
