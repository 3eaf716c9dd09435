/** One colour for each person: where nobody says otherwise, the same on every screen without anybody telling. */
import { createContext, useContext } from 'react';
import { personColours } from '../app/palette';

/** FNV-1a (32 bit) spreads even identifiers that differ in one digit. */
export function personColour(seed: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  return personColours[(hash >>> 0) % personColours.length] as string;
}

/** The colour of somebody by their id, as what is around a component has it. */
export const PersonColourContext = createContext<(id: string) => string>(personColour);

export function useColourOf(): (id: string) => string {
  return useContext(PersonColourContext);
}
