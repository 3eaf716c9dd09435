/** A round-ended button of the dock: an icon, and its name where there is room. */
import { Loader, Tooltip, UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import cx from 'clsx';
import type { ComponentPropsWithRef } from 'react';
import classes from './DockButton.module.css';

interface DockButtonProps extends UnstyledButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof UnstyledButtonProps> {
  readonly icon: Icon;
  /** Short, on the button. */
  readonly name: string;
  /** What a press does. */
  readonly action: string;
  readonly tone?: 'plain' | 'on' | 'leave';
  readonly busy?: boolean;
}

export function DockButton({ icon: ButtonIcon, name, action, tone = 'plain', busy = false, className, ...button }: DockButtonProps) {
  return (
    <Tooltip label={action} disabled={button['aria-expanded'] === true}>
      <UnstyledButton className={cx(classes.button, className)} data-tone={tone} aria-label={action} aria-busy={busy} {...button}>
        {busy ? <Loader size={18} color="currentColor" /> : <ButtonIcon size={18} stroke={1.6} aria-hidden="true" />}
        <span className={classes.name}>{name}</span>
      </UnstyledButton>
    </Tooltip>
  );
}
