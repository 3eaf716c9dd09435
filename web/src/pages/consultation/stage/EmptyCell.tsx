/** A cell with nothing in it, and the way to fill it. */
import { Button } from '@mantine/core';
import { IconLayoutGridAdd, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMayHere } from '../consultationContext';
import { useSourcePicker } from '../sources/sourcePicker';
import classes from './EmptyCell.module.css';

export function EmptyCell({ at }: { readonly at: number }) {
  const { t } = useTranslation();
  const pick = useSourcePicker();
  const mayArrange = useMayHere('present');
  return (
    <div className={classes.empty}>
      <IconLayoutGridAdd size={28} stroke={1.2} aria-hidden="true" />
      {mayArrange ? (
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} data-testid="add-source" onClick={() => pick(at)}>
          {t('consultation.stage.addSource')}
        </Button>
      ) : (
        <p>{t('consultation.stage.nothingYet')}</p>
      )}
    </div>
  );
}
