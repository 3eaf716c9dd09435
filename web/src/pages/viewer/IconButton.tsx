/** A small button of the viewer: an icon with its name as tooltip and label. */
import { ActionIcon, Tooltip, type TooltipProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './IconButton.module.css';

interface IconButtonProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onClick: () => void;
  /** For what can be on or off. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly testId?: string;
  readonly tooltip?: TooltipProps['position'];
}

export function IconButton({ icon: ButtonIcon, label, onClick, pressed, disabled = false, testId, tooltip = 'bottom' }: IconButtonProps) {
  return (
    <Tooltip label={label} position={tooltip}>
      <ActionIcon
        variant="transparent"
        size={34}
        radius={8}
        className={classes.button}
        aria-label={label}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        data-quiet={disabled}
        aria-disabled={disabled}
        data-testid={testId}
        onClick={() => {
          if (!disabled) {
            onClick();
          }
        }}
      >
        <ButtonIcon size={18} stroke={1.5} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
