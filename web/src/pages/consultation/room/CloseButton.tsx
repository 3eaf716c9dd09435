/** The host ends the consultation, with what it came to. */
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeConsultation } from '../../../api/consultations';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { IconButton } from '../../viewer/IconButton';
import { useConsultationParts } from '../consultationContext';

export function CloseButton({ compact }: { readonly compact: boolean }) {
  const { t } = useTranslation();
  const { consultation, update } = useConsultationParts();
  const [asking, setAsking] = useState(false);
  const [conclusion, setConclusion] = useState('');
  const { busy, problem, run } = useAction(async () => {
    const closed = await closeConsultation(consultation.id, conclusion.trim());
    setAsking(false);
    update(closed);
  });
  return (
    <>
      {compact ? (
        <IconButton icon={IconCircleCheck} label={t('consultation.end.button')} testId="close-consultation" onClick={() => setAsking(true)} />
      ) : (
        <Button size="compact-sm" variant="default" leftSection={<IconCircleCheck size={15} stroke={1.6} />} data-testid="close-consultation" onClick={() => setAsking(true)}>
          {t('consultation.end.button')}
        </Button>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('consultation.end.title')} centered radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
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
          {problem !== null && <Notice tone="error">{problem}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('consultation.cancel')}
            </Button>
            <Button loading={busy} data-testid="close-confirm" onClick={run}>
              {t('consultation.end.confirm')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
