/** The host ends the consultation. */
import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../viewer/IconButton';
import { CloseDialog } from './CloseDialog';

export function CloseButton({ compact }: { readonly compact: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {compact ? (
        <IconButton icon={IconCircleCheck} label={t('consultation.end.button')} testId="close-consultation" onClick={() => setAsking(true)} />
      ) : (
        <Button size="compact-sm" variant="default" leftSection={<IconCircleCheck size={15} stroke={1.6} />} data-testid="close-consultation" onClick={() => setAsking(true)}>
          {t('consultation.end.button')}
        </Button>
      )}
      {asking && <CloseDialog onClose={() => setAsking(false)} />}
    </>
  );
}
