/** What the page knows of one viewport, whichever kind it is, and what can be done to it. */
import type { ColourMap } from './colourMaps';
import type { EdgeLetters } from './orientation';
import type { Window } from './windowPresets';

export interface ViewState {
  /** Counted from 0; what is shown now. */
  readonly index: number;
  readonly count: number;
  readonly window: Window | null;
  /** 1 fits the picture into the viewport. */
  readonly zoom: number;
  readonly letters: EdgeLetters | null;
  readonly inverted: boolean;
  readonly colourMap: ColourMap;
  /** The picture that should be shown, when it cannot be. */
  readonly imageId: string | null;
  /** Something has been drawn. */
  readonly drawn: boolean;
}

export const EMPTY_VIEW: ViewState = {
  index: 0,
  count: 0,
  window: null,
  zoom: 1,
  letters: null,
  inverted: false,
  colourMap: 'grey',
  imageId: null,
  drawn: false,
};

export type ViewCommand = 'rotate' | 'flipHorizontally' | 'flipVertically' | 'invert' | 'reset' | 'zoomIn' | 'zoomOut';
