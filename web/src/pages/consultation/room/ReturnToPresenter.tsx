/** For whoever went their own way: back to what the presenter shows. */
import { Button } from '@mantine/core';
import { IconArrowBack } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBoard, usePart } from '../boardContext';
import { useNameOf } from '../people/usePresent';
import classes from './ReturnToPresenter.module.css';

export function ReturnToPresenter() {
  const { t } = useTranslation();
  const board = useBoard();
  const nameOf = useNameOf();
  const { presenter, following } = usePart(board.following);
  if (presenter === null || presenter === board.me.id || following) {
    return null;
  }
  return (
    <div className={classes.return}>
      <Button size="xs" radius="xl" leftSection={<IconArrowBack size={15} />} data-testid="return-to-presenter" onClick={board.following.return}>
        {t('consultation.presenter.return', { name: nameOf(presenter) })}
      </Button>
    </div>
  );
}
