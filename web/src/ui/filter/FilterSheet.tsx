/** On a phone: the button that tells how many filters are set, and the sheet they are set on. */
import { Button, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterSheet.module.css';

interface FilterSheetProps {
  readonly label: string;
  /** How many of the sheet's filters are set. */
  readonly active: number;
  /** CSS pixels: the lines of fields and the buttons. */
  readonly height: number;
  readonly onClear: () => void;
  readonly fields: ReactNode;
  /** What stands beside the buttons. */
  readonly children?: ReactNode;
  readonly testId: string;
}

export function FilterSheet({ label, active, height, onClear, fields, children, testId }: FilterSheetProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant={active > 0 ? 'light' : 'default'}
        size="xs"
        leftSection={<IconAdjustmentsHorizontal size={16} />}
        onClick={open}
        data-testid={testId}
      >
        {active > 0 ? t('filter.openActive', { count: active }) : t('filter.open')}
      </Button>
      <Drawer opened={opened} onClose={close} position="bottom" size={height} title={label}>
        <div className={classes.sheet}>
          <div className={classes.fields}>{fields}</div>
          <div className={classes.end}>
            {children}
            <div className={classes.grow} />
            <Button variant="default" onClick={onClear}>
              {t('filter.clear')}
            </Button>
            <Button onClick={close}>{t('filter.show')}</Button>
          </div>
        </div>
      </Drawer>
    </>
  );
}
