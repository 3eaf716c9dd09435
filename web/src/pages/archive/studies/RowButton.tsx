/** A small button inside a row: a bare element, because hundreds of them come and go while one scrolls. */
import type { Icon } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import classes from './RowButton.module.css';

interface RowButtonProps {
  readonly icon: Icon;
  readonly label: string;
  readonly testId: string;
  readonly large?: boolean;
  readonly onClick: () => void;
}

/** What it does is not also what a click or a double click on its row does. */
export function RowButton({ icon: ButtonIcon, label, testId, large = false, onClick }: RowButtonProps) {
  const click = (event: MouseEvent) => {
    event.stopPropagation();
    onClick();
  };
  return (
    <button
      type="button"
      className={classes.button}
      data-large={large}
      data-testid={testId}
      aria-label={label}
      title={label}
      onClick={click}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <ButtonIcon size={large ? 20 : 17} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
