/** Keeps a frozen picture, with what is drawn on it, in a study of the archive. */
import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keep } from '../../../api/keeping';
import { writtenDate } from '../../../ui/dicomDate';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useModality } from '../../../ui/useModality';
import { useConsultationParts } from '../consultationContext';

interface KeepDialogProps {
  /** SHA-256. */
  readonly picture: string;
  readonly consoleRoom: string | null;
  readonly onClose: () => void;
}

export function KeepDialog({ picture, consoleRoom, onClose }: KeepDialogProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const { consultation } = useConsultationParts();
  const { studies } = consultation;
  const [chosen, setChosen] = useState(studies[0]?.study_uid ?? '');
  const [kept, setKept] = useState(false);
  const { busy, problem, run } = useAction(async () => {
    await keep(consultation.id, { kind: 'image', picture, study_uid: chosen, ...(consoleRoom !== null && { console_room: consoleRoom }) });
    setKept(true);
  });
  return (
    <Modal opened onClose={onClose} title={t('consultation.keep.title')} centered size="md" radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      {kept ? (
        <Stack gap="md">
          <Text data-testid="keep-done">{t('consultation.keep.done')}</Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('consultation.keep.ok')}</Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Radio.Group label={t('consultation.keep.study')} value={chosen} onChange={setChosen}>
            <Stack gap="xs">
              {studies.map((study) => (
                <Radio
                  key={study.study_uid}
                  value={study.study_uid}
                  data-testid="keep-study"
                  label={study.description || study.modalities.map(modality).join(' ')}
                  description={[writtenDate(study.date), study.patient_name, study.organisation].filter(Boolean).join(' · ')}
                />
              ))}
            </Stack>
          </Radio.Group>
          {studies.length === 0 && <Text c="dimmed">{t('consultation.keep.noStudy')}</Text>}
          {problem !== null && <Notice tone="error">{problem}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('consultation.cancel')}
            </Button>
            <Button loading={busy} disabled={chosen === ''} data-testid="keep-confirm" onClick={run}>
              {t('consultation.keep.keep')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
