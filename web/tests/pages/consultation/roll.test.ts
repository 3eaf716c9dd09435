import { expect, test, vi } from 'vitest';
import type { PresenceState } from '../../../src/board/presence';
import type { Presence } from '../../../src/board/schema';
import { Roll } from '../../../src/pages/consultation/people/roll';
import { Store } from '../../../src/viewer/store';

function presence(id: string, more: Partial<Presence> = {}): Presence {
  return { id, name: id, organisation: '', pointer: null, views: null, drawing: null, hand: null, following: false, ...more };
}

test('a moving pointer does not change the list of people, a raised hand does', () => {
  const board = new Store<PresenceState>({ mine: presence('me'), others: [presence('a')] });
  const roll = new Roll(board);
  const listener = vi.fn();
  roll.subscribe(listener);
  board.set({ mine: presence('me'), others: [presence('a', { pointer: { target: { kind: 'live', source: 'c' }, point: [0.5, 0.5] } })] });
  expect(listener).not.toHaveBeenCalled();
  board.set({ mine: presence('me', { hand: 100 }), others: [presence('a')] });
  expect(listener).toHaveBeenCalledOnce();
  expect(roll.getSnapshot()[0]).toMatchObject({ id: 'me', hand: 100 });
});
