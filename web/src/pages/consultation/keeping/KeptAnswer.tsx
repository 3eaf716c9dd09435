/** It is in the archive. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface KeptAnswerProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function KeptAnswer({ onClose, children }: KeptAnswerProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text data-testid="keep-done">{children}</Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('consultation.keep.ok')}</Button>
      </Group>
    </Stack>
  );
}
