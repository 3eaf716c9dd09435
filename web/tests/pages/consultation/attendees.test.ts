import { describe, expect, test } from 'vitest';
import type { Presence } from '../../../src/board/schema';
import type { Person } from '../../../src/live/roster';
import { handOrder, presentOf } from '../../../src/pages/consultation/people/attendees';

const ME = 'me';

function person(userId: string, more: Partial<Person> = {}): Person {
  return { identity: `user-${userId}-1`, userId, name: userId, organisation: 'County', role: 'physician', isLocal: userId === ME, speaking: false, microphoneOn: false, weakLine: false, ...more };
}

function presence(id: string, hand: number | null = null): Presence {
  return { id, name: id, organisation: 'County', pointer: null, views: null, drawing: null, hand, following: false };
}

const ids = (people: readonly Person[], presences: readonly Presence[]) => presentOf(people, presences, [], ME).map((present) => present.person.userId);

describe('who is in the consultation', () => {
  test('oneself comes first, the others in the order in which they came', () => {
    expect(ids([person('b'), person(ME), person('a')], [])).toEqual([ME, 'b', 'a']);
  });

  test('somebody whose voice has not come through is there by the board, with the role that the server tells', () => {
    const [, silent] = presentOf([person(ME)], [presence(ME), presence('a')], [{ id: 'a', name: 'a', organisation: '', role: 'expert' }], ME);
    expect(silent?.person).toMatchObject({ userId: 'a', identity: '', role: 'expert', microphoneOn: false });
  });

  test('two open pages of one person are one row, with the microphone that is on', () => {
    const pages = [person('a', { identity: 'user-a-1' }), person('a', { identity: 'user-a-2', microphoneOn: true })];
    const rows = presentOf(pages, [], [], ME);
    expect(rows.map(({ person: { identity } }) => identity)).toEqual(['user-a-2']);
  });

  test('raised hands are numbered by when they went up', () => {
    expect(handOrder([presence('late', 300), presence('first', 100), presence('down'), presence('second', 200)])).toEqual(
      new Map([
        ['first', 1],
        ['second', 2],
        ['late', 3],
      ]),
    );
  });
});
