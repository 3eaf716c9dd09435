/** For the author of a finding: change it, or take it away with everybody's votes, once that is meant. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FindingActions.module.css';

interface FindingActionsProps {
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

export function FindingActions({ onEdit, onRemove }: FindingActionsProps) {
  const { t } = useTranslation();
  const [removing, setRemoving] = useState(false);
  if (removing) {
    return (
      <span className={classes.actions}>
        <Button size="compact-xs" color="red" variant="light" autoFocus data-testid="finding-remove-confirm" onClick={onRemove}>
          {t('board.findings.remove')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setRemoving(false)}>
          {t('board.findings.cancel')}
        </Button>
      </span>
    );
  }
  return (
    <span className={classes.actions}>
      <Tooltip label={t('board.findings.edit')}>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('board.findings.edit')} data-testid="finding-edit" onClick={onEdit}>
          <IconPencil size={14} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('board.findings.remove')}>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('board.findings.remove')} data-testid="finding-remove" onClick={() => setRemoving(true)}>
          <IconTrash size={14} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
