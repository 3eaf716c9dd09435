/** Searches the archive for a study and brings it into the consultation. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchStudies, type Study, type StudyPage, type StudyQuery } from '../../../api/archive';
import { bringStudy } from '../../../api/consultations';
import { useMay } from '../../../app/useMay';
import { writtenDate } from '../../../ui/dicomDate';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useAnswer } from '../../../ui/useAnswer';
import { usePatientName } from '../../../ui/usePatientName';
import { useConsultationParts } from '../consultationContext';
import classes from './ArchiveSearch.module.css';
import dialog from './SourceDialog.module.css';

const ANY: StudyQuery = { text: '', name: '', patient_id: '', modality: '', body_part: '', organisation: '', from: '', to: '' };
/** Long enough for a word to be typed. Milliseconds. */
const TYPING_MS = 250;
const SHOWN = 8;
const NOTHING: StudyPage = { studies: [], next: null };

export function ArchiveSearch() {
  const { t } = useTranslation();
  const readsOwn = useMay('read-own');
  const readsAll = useMay('read-all');
  const { consultation } = useConsultationParts();
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), TYPING_MS);
  const ask = useCallback(async (signal: AbortSignal) => (text === '' ? NOTHING : fetchStudies({ ...ANY, text }, null, signal)), [text]);
  const { value, problem } = useAnswer(ask);
  if (!readsOwn && !readsAll) {
    return null;
  }
  const brought = new Set(consultation.studies.map(({ study_uid }) => study_uid));
  const found = (value?.studies ?? []).filter(({ study_uid }) => !brought.has(study_uid)).slice(0, SHOWN);
  return (
    <section className={dialog.section}>
      <h3>{t('consultation.sources.archive')}</h3>
      <TextInput
        aria-label={t('consultation.sources.search')}
        placeholder={t('consultation.sources.search')}
        leftSection={<IconSearch size={15} />}
        value={typed}
        data-testid="source-search"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {problem !== null && <Notice tone="error">{problem.message}</Notice>}
      {text !== '' && value !== null && found.length === 0 && <p className={dialog.none}>{t('consultation.sources.nothingFound')}</p>}
      <ul className={classes.list}>
        {found.map((study) => (
          <FoundStudy key={study.study_uid} study={study} />
        ))}
      </ul>
    </section>
  );
}

function FoundStudy({ study }: { readonly study: Study }) {
  const { t } = useTranslation();
  const patientName = usePatientName();
  const { consultation, update } = useConsultationParts();
  const { busy, problem, run } = useAction(async () => {
    update(await bringStudy(consultation.id, study.study_uid));
  });
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        {study.description || study.modalities.join(' ')}{' '}
        <span>{[patientName(study.patient_name).first, study.patient_id, writtenDate(study.study_date), study.modalities.join(' '), study.organisation.name].filter(Boolean).join(' · ')}</span>
        {problem !== null && <Notice tone="error">{problem}</Notice>}
      </div>
      <Button size="compact-sm" variant="light" loading={busy} data-testid="bring-study" data-study={study.study_uid} onClick={run}>
        {t('consultation.sources.bring')}
      </Button>
    </li>
  );
}
