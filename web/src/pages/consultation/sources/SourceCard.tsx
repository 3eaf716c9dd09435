/** One thing that can be put on the stage. */
import type { ReactNode } from 'react';
import classes from './SourceCard.module.css';

interface SourceCardProps {
  /** For those who look for it by program: `console`, `screen` or `series`, and which. */
  readonly kind: string;
  readonly source: string;
  readonly picture: ReactNode;
  readonly name: string;
  readonly detail: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export function SourceCard({ kind, source, picture, name, detail, disabled = false, onClick }: SourceCardProps) {
  return (
    <button type="button" className={classes.card} data-testid="source-option" data-kind={kind} data-source={source} disabled={disabled} onClick={onClick}>
      <span className={classes.picture}>{picture}</span>
      <span className={classes.text}>
        <b>{name}</b>
        <span>{detail}</span>
      </span>
    </button>
  );
}
