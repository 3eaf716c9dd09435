/** Why a consultation is not shown. */
import { Button, Center, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ApiError } from '../../api/http';

export function ConsultationProblem({ error }: { readonly error: ApiError }) {
  const { t } = useTranslation();
  const refused = error.status === 401 || error.status === 403 || error.status === 404;
  return (
    <Center h="100%" p="lg">
      <Stack align="center" maw={420} role="alert" data-testid="consultation-problem" data-code={error.code}>
        <Text ta="center">{refused ? t('consultation.problem.refused') : t('consultation.problem.failed', { reason: error.message })}</Text>
        <Button component={Link} to="/" variant="default">
          {t('app.home')}
        </Button>
      </Stack>
    </Center>
  );
}
