/** Keeps what was drawn, measured and chosen on a study's images, in that study. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keep } from '../../../api/keeping';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useBoard, usePart } from '../boardContext';
import { isNothing, keepableOf } from './keepable';
import { KeptAnswer } from './KeptAnswer';

interface KeepDrawnDialogProps {
  readonly study: string;
  readonly onClose: () => void;
}

export function KeepDrawnDialog({ study, onClose }: KeepDrawnDialogProps) {
  const { t } = useTranslation();
  const { consultation, marks, keyImages } = useBoard();
  const keepable = keepableOf(study, usePart(marks).values(), usePart(keyImages));
  const [kept, setKept] = useState(false);
  const { busy, problem, run } = useAction(async () => {
    await keep(consultation, { kind: 'all', study_uid: study });
    setKept(true);
  });
  return (
    <Modal opened onClose={onClose} title={t('consultation.keep.drawnTitle')} centered radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      {kept ? (
        <KeptAnswer onClose={onClose}>{t('consultation.keep.drawnDone')}</KeptAnswer>
      ) : (
        <Stack gap="md">
          <Text fz="sm">{isNothing(keepable) ? t('consultation.keep.nothing') : t('consultation.keep.drawn', { ...keepable })}</Text>
          {problem !== null && <Notice tone="error">{problem}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('consultation.cancel')}
            </Button>
            <Button loading={busy} disabled={isNothing(keepable)} data-testid="keep-confirm" onClick={run}>
              {t('consultation.keep.keep')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
