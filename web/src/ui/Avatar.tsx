/** A person as a coloured disc with the first letter of the name. */
import { useColourOf } from './personColour';
import classes from './Avatar.module.css';

interface AvatarProps {
  /** What the colour is chosen by: the same person has the same colour on every screen. */
  readonly seed: string;
  readonly name: string;
}

export function Avatar({ seed, name }: AvatarProps) {
  const colourOf = useColourOf();
  const initial = [...name.trim()][0] ?? '?';
  return (
    <span className={classes.avatar} style={{ background: colourOf(seed) }} aria-hidden="true">
      {initial.toUpperCase()}
    </span>
  );
}
