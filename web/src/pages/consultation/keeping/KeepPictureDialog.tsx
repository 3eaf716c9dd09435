/** Keeps a frozen picture, with what is drawn on it, in a study of the archive. */
import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keep, type NewStudy } from '../../../api/keeping';
import { writtenDate } from '../../../ui/dicomDate';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useModality } from '../../../ui/useModality';
import { usePatientName } from '../../../ui/usePatientName';
import { useConsultationParts } from '../consultationContext';
import { ArchiveSearch } from '../sources/ArchiveSearch';
import { KeptAnswer } from './KeptAnswer';
import { NewStudyForm } from './NewStudyForm';

interface KeepPictureDialogProps {
  /** SHA-256. */
  readonly picture: string;
  readonly consoleRoom: string | null;
  readonly onClose: () => void;
}

/** Chosen in place of a study. */
const NEW = 'new';

export function KeepPictureDialog({ picture, consoleRoom, onClose }: KeepPictureDialogProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const patientName = usePatientName();
  const { consultation } = useConsultationParts();
  const { studies } = consultation;
  const [chosen, setChosen] = useState<string | null>(null);
  const [begun, setBegun] = useState<NewStudy>({ patient_id: '', patient_name: '' });
  const [kept, setKept] = useState(false);
  const into = chosen ?? studies[0]?.study_uid ?? NEW;
  const ready = into !== NEW || (begun.patient_id.trim() !== '' && begun.patient_name.trim() !== '');
  const { busy, problem, run } = useAction(async () => {
    const what = { kind: 'image', picture, ...(consoleRoom !== null && { console_room: consoleRoom }) } as const;
    await keep(consultation.id, into === NEW ? { ...what, new_study: begun } : { ...what, study_uid: into });
    setKept(true);
  });
  return (
    <Modal opened onClose={onClose} title={t('consultation.keep.title')} centered size="md" radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      {kept ? (
        <KeptAnswer onClose={onClose}>{t('consultation.keep.done')}</KeptAnswer>
      ) : (
        <Stack gap="md">
          <Radio.Group label={t('consultation.keep.study')} value={into} onChange={setChosen}>
            <Stack gap="xs">
              {studies.map((study) => (
                <Radio
                  key={study.study_uid}
                  value={study.study_uid}
                  data-testid="keep-study"
                  label={study.description || study.modalities.map(modality).join(' ')}
                  description={[writtenDate(study.date), patientName(study.patient_name).first, study.organisation].filter(Boolean).join(' · ')}
                />
              ))}
              <Radio value={NEW} data-testid="keep-new-study" label={t('consultation.keep.newStudy')} />
            </Stack>
          </Radio.Group>
          {into === NEW && <NewStudyForm study={begun} onChange={setBegun} />}
          {studies.length === 0 && <ArchiveSearch />}
          {problem !== null && <Notice tone="error">{problem}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('consultation.cancel')}
            </Button>
            <Button loading={busy} disabled={!ready} data-testid="keep-confirm" onClick={run}>
              {t('consultation.keep.keep')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
