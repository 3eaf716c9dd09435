import { expect, test, vi } from 'vitest';
import { personColours } from '../../../src/app/palette';
import { PersonColours, withoutColour } from '../../../src/pages/consultation/people/personColours';
import { personColour } from '../../../src/ui/personColour';

test('the server’s numbers choose the colours, beyond the palette from its beginning', () => {
  const colourOf = new PersonColours({ a: 0, b: 1, c: personColours.length }).getSnapshot();
  expect([colourOf('a'), colourOf('b'), colourOf('c')]).toEqual([personColours[0], personColours[1], personColours[0]]);
});

test('nothing is painted anew for people whom nobody has asked for', () => {
  const colours = new PersonColours({ a: 0 });
  const before = colours.getSnapshot();
  before('a');
  colours.learn({ a: 0, b: 1 });
  expect(colours.getSnapshot()).toBe(before);
  expect(before('b')).toBe(personColours[1]);
});

test('a colour that was guessed and turns out another is told anew', () => {
  const colours = new PersonColours({});
  const listener = vi.fn();
  colours.subscribe(listener);
  const guessed = colours.getSnapshot()('a');
  expect(guessed).toBe(personColour('a'));
  const other = (personColours as readonly string[]).findIndex((colour) => colour !== guessed);
  colours.learn({ a: other });
  expect(listener).toHaveBeenCalledOnce();
  expect(colours.getSnapshot()('a')).toBe(personColours[other]);
  colours.learn({ a: other });
  expect(listener).toHaveBeenCalledOnce();
});

test('it is known whose colours have still to be asked for', () => {
  expect(withoutColour([{ id: 'a' }, { id: 'b' }], { a: 0 })).toEqual(['b']);
});
