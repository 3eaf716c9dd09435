/** Everybody's colour in one consultation, by the numbers that the server gives: two who are there together never share one. */
import { personColours } from '../../../app/palette';
import { personColour } from '../../../ui/personColour';
import { Store } from '../../../viewer/store';

export type ColourOf = (attendee: string) => string;

/** Colours by attendee id, as numbers of the palette. */
type Numbers = Readonly<Record<string, number>>;

/** The function stays the same until a colour that it has told is another one: what was painted with it is then painted anew. */
export class PersonColours extends Store<ColourOf> {
  readonly #told = new Map<string, string>();
  #numbers: Numbers;

  constructor(numbers: Numbers) {
    super(personColour);
    this.#numbers = numbers;
    this.#renew();
  }

  learn(numbers: Numbers): void {
    this.#numbers = numbers;
    if ([...this.#told].some(([attendee, colour]) => colour !== this.#colourOf(attendee))) {
      this.#told.clear();
      this.#renew();
    }
  }

  #renew(): void {
    this.set((attendee) => {
      const colour = this.#colourOf(attendee);
      this.#told.set(attendee, colour);
      return colour;
    });
  }

  /** Whoever has only just come, or never does, such as who is invited, has some colour too. */
  #colourOf(attendee: string): string {
    const number = this.#numbers[attendee];
    return number === undefined ? personColour(attendee) : (personColours[number % personColours.length] as string);
  }
}

/** Ids of `present` whose colours the server has not told yet. */
export function withoutColour(present: readonly { readonly id: string }[], numbers: Numbers): readonly string[] {
  return present.map(({ id }) => id).filter((id) => !(id in numbers));
}
