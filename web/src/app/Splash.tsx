/** The quiet moment before the first page is there. */
import { Center, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Splash({ serverAway = false }: { readonly serverAway?: boolean }) {
  const { t } = useTranslation();
  return (
    <Center h="100%" role="status" aria-label={t('app.loading')}>
      <Stack align="center" gap="md">
        <Loader size="sm" type="dots" />
        {serverAway && <Text c="dimmed">{t('app.serverAway')}</Text>}
      </Stack>
    </Center>
  );
}
