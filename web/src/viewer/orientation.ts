/** The letters at the edges of a picture: which side of the patient lies there (PS3.3 C.7.6.1.1.1). */

const LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
] as const;

/** Parts of a direction smaller than this (about 15 degrees off an axis) get no letter. */
const NOTEWORTHY = 0.25;

/** Letters of a direction in patient coordinates, the strongest first: `[0.1, 0.9, 0.3]` is `PH`. Empty for no direction. */
export function lettersOf(direction: readonly number[]): string {
  return direction
    .map((part, axis) => ({ part, letters: LETTERS[axis] }))
    .filter(({ part }) => Math.abs(part) > NOTEWORTHY)
    .sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
    .map(({ part, letters }) => (letters === undefined ? '' : letters[part > 0 ? 0 : 1]))
    .join('');
}

export interface EdgeLetters {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

/** @param viewRight, viewDown unit vectors, in patient coordinates, of the right and lower edge of the viewport */
export function edgeLetters(viewRight: readonly number[], viewDown: readonly number[]): EdgeLetters {
  const opposite = (direction: readonly number[]) => direction.map((part) => -part);
  return {
    right: lettersOf(viewRight),
    left: lettersOf(opposite(viewRight)),
    bottom: lettersOf(viewDown),
    top: lettersOf(opposite(viewDown)),
  };
}
