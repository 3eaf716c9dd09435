/** The one engine of the page, made at the first visit of the viewer and kept, and the texts that its tools ask for. */
import { palette } from '../app/palette';
import { ViewerEngine } from './engine';
import { Store } from './store';

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
      colours: { mark: palette.accent, pointed: palette.fair, planes: [palette.fair, palette.accent, '#8fa8ff'] },
    }),
);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
