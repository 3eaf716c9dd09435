/** Leads from a stored series to keeping what was drawn on its study. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArchive } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayHere } from '../consultationContext';
import classes from '../stage/CellActions.module.css';
import { KeepDrawnDialog } from './KeepDrawnDialog';

export function KeepDrawnButton({ study }: { readonly study: string }) {
  const { t } = useTranslation();
  const mayAnnotate = useMayHere('annotate');
  const [keeping, setKeeping] = useState(false);
  return (
    mayAnnotate && (
      <>
        <Tooltip label={t('consultation.keep.drawnTitle')}>
          <ActionIcon variant="transparent" size={26} className={classes.button} aria-label={t('consultation.keep.drawnTitle')} data-testid="keep" onClick={() => setKeeping(true)}>
            <IconArchive size={15} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        {keeping && <KeepDrawnDialog study={study} onClose={() => setKeeping(false)} />}
      </>
    )
  );
}
