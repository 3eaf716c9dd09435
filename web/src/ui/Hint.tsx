/** A quiet text in the middle where there is nothing to list: what it is, and what to do. */
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Hint.module.css';

interface HintProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
}

export function Hint({ icon: HintIcon, title, children }: HintProps) {
  return (
    <div className={classes.hint} role="status">
      <HintIcon size={44} stroke={1.1} className={classes.icon} aria-hidden="true" />
      <h2 className={classes.title}>{title}</h2>
      {children}
    </div>
  );
}
