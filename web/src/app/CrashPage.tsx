/** What a person sees when the page itself fails. */
import { Button, Center, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function CrashPage() {
  const { t } = useTranslation();
  return (
    <Center h="100%" p="lg">
      <Stack align="center" maw={420} role="alert">
        <Text ta="center">{t('app.crashed')}</Text>
        <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
      </Stack>
    </Center>
  );
}
