/** One study in detail, beside the list: who, what, its series, the check's findings, and where it can go. */
import { Drawer, Loader, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchStudy } from '../../../api/archive';
import { useAnswer } from '../../../ui/useAnswer';
import { useServerProblem } from '../../../ui/useServerProblem';
import { PHONE } from '../../../ui/phone';
import { StudyDetailsPanel } from './StudyDetailsPanel';

interface StudyDrawerProps {
  /** Null while it is closed. */
  readonly studyUid: string | null;
  readonly administrator: boolean;
  readonly onOpen: (studyUid: string) => void;
  readonly onClose: () => void;
}

export function StudyDrawer({ studyUid, administrator, onOpen, onClose }: StudyDrawerProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE) ?? false;
  return (
    <Drawer
      opened={studyUid !== null}
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '88%' : 440}
      title={t('archive.details.title')}
      closeButtonProps={{ 'aria-label': t('archive.details.close') }}
      overlayProps={{ backgroundOpacity: 0.35 }}
    >
      {studyUid !== null && <FetchedDetails studyUid={studyUid} administrator={administrator} onOpen={onOpen} />}
    </Drawer>
  );
}

interface FetchedDetailsProps {
  readonly studyUid: string;
  readonly administrator: boolean;
  readonly onOpen: (studyUid: string) => void;
}

function FetchedDetails({ studyUid, administrator, onOpen }: FetchedDetailsProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const ask = useCallback((signal: AbortSignal) => fetchStudy(studyUid, signal), [studyUid]);
  const { value: study, problem } = useAnswer(ask);
  if (study !== null) {
    return <StudyDetailsPanel study={study} administrator={administrator} onOpen={onOpen} />;
  }
  if (problem === null) {
    return <Loader size="sm" type="dots" aria-label={t('app.loading')} />;
  }
  return <Text role="alert">{problem.status === 404 ? t('archive.details.gone') : describe(problem)}</Text>;
}
