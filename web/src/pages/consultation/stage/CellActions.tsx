/** What whoever arranges the stage can do with a cell: show something else in it, or empty it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconReplace, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBoard } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { useSourcePicker } from '../sources/sourcePicker';
import classes from './CellActions.module.css';

export function CellActions({ at }: { readonly at: number }) {
  const { t } = useTranslation();
  const board = useBoard();
  const pick = useSourcePicker();
  if (!useMayHere('present')) {
    return null;
  }
  return (
    <span className={classes.actions}>
      <Tooltip label={t('consultation.stage.swap')}>
        <ActionIcon variant="transparent" size={26} className={classes.button} aria-label={t('consultation.stage.swap')} data-testid="swap-source" onClick={() => pick(at)}>
          <IconReplace size={15} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('consultation.stage.close')}>
        <ActionIcon variant="transparent" size={26} className={classes.button} aria-label={t('consultation.stage.close')} data-testid="close-cell" onClick={() => board.stage.setCell(at, null)}>
          <IconX size={15} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
