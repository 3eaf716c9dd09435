/** One study alone: its series, the stage, tools and measurements. */
import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { StudyViewer } from './StudyViewer';
import { type StudyState, useStudy } from './useStudy';

export function ViewerPage() {
  const { study: studyUid = '' } = useParams();
  const state = useStudy(studyUid);
  return state.status === 'there' ? <StudyViewer key={studyUid} study={state.study} /> : <Waiting state={state} />;
}

function Waiting({ state }: { readonly state: Exclude<StudyState, { status: 'there' }> }) {
  const { t } = useTranslation();
  return (
    <Center component="main" h="100dvh" p="lg" data-testid="viewer-waiting">
      <Stack align="center" maw={420} role={state.status === 'failed' ? 'alert' : 'status'}>
        {state.status === 'failed' ? (
          <>
            <Text ta="center">{state.error.status === 404 ? t('viewer.study.notFound') : t('viewer.study.failed', { reason: state.error.message })}</Text>
            <Button component={Link} to="/archive">
              {t('viewer.back')}
            </Button>
          </>
        ) : (
          <>
            <Loader size="sm" type="dots" aria-label={t('viewer.loading')} />
            {state.status === 'unreachable' && <Text c="dimmed">{t('viewer.study.unreachable')}</Text>}
          </>
        )}
      </Stack>
    </Center>
  );
}
