/** The letters at the edges of a picture. */
import type { EdgeLetters } from '../../viewer/orientation';
import classes from './PictureOverlay.module.css';

const EDGES = ['top', 'right', 'bottom', 'left'] as const;

export function OrientationLetters({ letters }: { readonly letters: EdgeLetters }) {
  return EDGES.map((edge) => (
    <span key={edge} className={classes.letter} data-edge={edge}>
      {letters[edge]}
    </span>
  ));
}
