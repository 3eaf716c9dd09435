/** What the ink needs of the shared board. */
import type { Board } from '../board/board';

/** The marks, what others do at the moment, and who sits in front of this page. */
export type InkBoard = Pick<Board, 'me' | 'marks' | 'presence'>;
