/** The one engine of the page, made at the first visit of the viewer and kept, and the texts that its tools ask for. */
import i18next from 'i18next';
import { palette, personColours } from '../app/palette';
import { ViewerEngine } from './engine';
import { Store } from './store';

/** Its unit tells what it is. */
const SPEAKS_FOR_ITSELF: ReadonlySet<string> = new Set(['length', 'angle', 'value']);

/** A tool waits for a text; an empty one takes the mark away. */
export interface TextRequest {
  readonly before: string;
  readonly done: (text: string) => void;
}

export const textRequests = new Store<TextRequest | null>(null);

export const pageEngine = once(
  () =>
    new ViewerEngine({
      askForText: (done, before) => textRequests.set({ done, before }),
      describe: ({ kind, text, projected }) => [SPEAKS_FOR_ITSELF.has(kind) ? '' : i18next.t(`viewer.value.${kind}`), text, projected ? '*' : ''].filter(Boolean).join(' '),
      colours: { mark: palette.accent, pointed: palette.fair, planes: [palette.fair, palette.accent, personColours[1]] },
    }),
);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
