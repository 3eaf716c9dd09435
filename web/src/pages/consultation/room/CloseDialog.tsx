/** What the consultation came to, and what of the board goes into the studies, before it ends. */
import { Button, Group, Modal, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeConsultation } from '../../../api/consultations';
import { keep } from '../../../api/keeping';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useBoard } from '../boardContext';
import { useConsultationParts } from '../consultationContext';
import { isNothing, keepableOf } from '../keeping/keepable';

export function CloseDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const board = useBoard();
  const { consultation, update } = useConsultationParts();
  const [conclusion, setConclusion] = useState('');
  const [keeping, setKeeping] = useState(true);
  const keepDrawn = async () => {
    for (const { study_uid } of consultation.studies) {
      if (!isNothing(keepableOf(study_uid, board.marks.getSnapshot().values(), board.keyImages.getSnapshot()))) {
        await keep(consultation.id, { kind: 'all', study_uid });
      }
    }
  };
  const { busy, problem, run } = useAction(async () => {
    if (keeping) {
      await keepDrawn();
    }
    update(await closeConsultation(consultation.id, conclusion.trim()));
  });
  return (
    <Modal opened onClose={onClose} title={t('consultation.end.title')} centered radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      <Stack gap="md">
        <Text fz="sm" c="dimmed">
          {t('consultation.end.help')}
        </Text>
        <Textarea
          label={t('consultation.end.conclusion')}
          autosize
          minRows={4}
          maxRows={12}
          maxLength={4000}
          data-autofocus
          data-testid="close-conclusion"
          value={conclusion}
          onChange={(event) => setConclusion(event.currentTarget.value)}
        />
        {consultation.studies.length > 0 && (
          <Switch label={t('consultation.end.keep')} checked={keeping} data-testid="close-keep" onChange={(event) => setKeeping(event.currentTarget.checked)} />
        )}
        {problem !== null && (
          <Notice tone="error">
            {problem} {keeping && t('consultation.end.withoutKeeping')}
          </Notice>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('consultation.cancel')}
          </Button>
          <Button loading={busy} data-testid="close-confirm" onClick={run}>
            {t('consultation.end.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
