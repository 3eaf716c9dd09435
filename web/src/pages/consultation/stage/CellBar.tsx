/** The thin line over a cell: what it shows, in detail, and what can be done with it. */
import type { ReactNode } from 'react';
import classes from './CellBar.module.css';

interface CellBarProps {
  readonly title: string;
  readonly detail: string;
  /** At the end of the line. */
  readonly children?: ReactNode;
}

export function CellBar({ title, detail, children }: CellBarProps) {
  return (
    <div className={classes.bar} data-testid="cell-title">
      <b title={title}>{title}</b>
      <span className={classes.detail} title={detail}>
        {detail}
      </span>
      <span className={classes.grow} />
      {children}
    </div>
  );
}
