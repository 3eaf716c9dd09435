/** Everybody who is in the consultation, from the room's voices and the board's presence together. */
import type { Person } from '../../../live/roster';
import type { Attendance } from './roll';

export interface Present {
  readonly person: Person;
  /** Their place among the raised hands, from 1; null while theirs is down. */
  readonly hand: number | null;
}

/** What is known of somebody besides their voice. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly role: string;
}

/**
 * In the order in which they came, oneself first. Somebody whose voice has not come through yet is there all the same.
 *
 * @param roll everybody on the board, oneself included
 * @param known names and roles as the server tells them
 */
export function presentOf(people: readonly Person[], roll: readonly Attendance[], known: readonly Known[], me: string): readonly Present[] {
  const heard = onePerAttendee(people);
  const silent = roll.filter(({ id }) => !heard.some(({ userId }) => userId === id)).map((attendance) => withoutVoice(attendance, known, me));
  const hands = handOrder(roll);
  return [...heard, ...silent]
    .map((person) => ({ person, hand: hands.get(person.userId) ?? null }))
    .sort((a, b) => Number(b.person.userId === me) - Number(a.person.userId === me));
}

/** Whose hand was up first is 1. */
export function handOrder(roll: readonly Attendance[]): ReadonlyMap<string, number> {
  const raised = roll.flatMap(({ id, hand }) => (hand === null ? [] : [{ id, hand }]));
  return new Map(raised.sort((a, b) => a.hand - b.hand || a.id.localeCompare(b.id)).map(({ id }, index) => [id, index + 1]));
}

/** Somebody may have two pages open: they speak with one of them. */
function onePerAttendee(people: readonly Person[]): readonly Person[] {
  const chosen = new Map<string, Person>();
  for (const person of people) {
    const known = chosen.get(person.userId);
    if (known === undefined || (person.microphoneOn && !known.microphoneOn)) {
      chosen.set(person.userId, person);
    }
  }
  return [...chosen.values()];
}

function withoutVoice({ id, name, organisation }: Attendance, known: readonly Known[], me: string): Person {
  const role = known.find((attendee) => attendee.id === id)?.role ?? '';
  return { identity: '', userId: id, name, organisation, role, isLocal: id === me, speaking: false, microphoneOn: false, weakLine: false };
}
