/** Finds studies in the archive and hands over those that are chosen. */
import { Loader, ScrollArea, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchStudies, type Study, type StudyQuery } from '../../api/archive';
import { useAnswer } from '../../ui/useAnswer';
import { usePatientName } from '../../ui/usePatientName';
import { useServerProblem } from '../../ui/useServerProblem';
import { useTyping } from '../../ui/useTyping';
import { StudyLine } from './StudyLine';
import classes from './StudySearch.module.css';

interface StudySearchProps {
  /** UIDs of studies that are there already. */
  readonly chosen: readonly string[];
  readonly onChoose: (study: Study) => void;
}

const ANY: StudyQuery = {
  text: '',
  name: '',
  patient_id: '',
  modality: '',
  body_part: '',
  organisation: '',
  from: '',
  to: '',
};

export function StudySearch({ chosen, onChoose }: StudySearchProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const [text, setText] = useState('');
  const typing = useTyping(text, setText);
  const ask = useCallback((signal: AbortSignal) => fetchStudies({ ...ANY, text }, null, signal), [text]);
  const { value: found, problem } = useAnswer(ask);
  return (
    <div className={classes.search}>
      <TextInput
        {...typing}
        type="search"
        leftSection={<IconSearch size={16} />}
        placeholder={t('consultations.plan.findStudy')}
        aria-label={t('consultations.plan.findStudy')}
        data-testid="plan-study-search"
      />
      <ScrollArea h={228} type="auto" className={classes.results as string}>
        {problem !== null && <p role="alert">{describe(problem)}</p>}
        {found === null && problem === null && <Loader size="sm" type="dots" aria-label={t('app.loading')} />}
        {found?.studies.length === 0 && <p className={classes.nothing}>{t('consultations.plan.noStudy')}</p>}
        <ul className={classes.list}>
          {found?.studies.map((study) => (
            <FoundStudy
              key={study.study_uid}
              study={study}
              chosen={chosen.includes(study.study_uid)}
              onChoose={onChoose}
            />
          ))}
        </ul>
      </ScrollArea>
    </div>
  );
}

interface FoundStudyProps {
  readonly study: Study;
  readonly chosen: boolean;
  readonly onChoose: (study: Study) => void;
}

function FoundStudy({ study, chosen, onChoose }: FoundStudyProps) {
  const { t } = useTranslation();
  const name = usePatientName()(study.patient_name).first || t('archive.study.noName');
  const Icon = chosen ? IconCheck : IconPlus;
  return (
    <li>
      <UnstyledButton
        className={classes.study as string}
        disabled={chosen}
        data-chosen={chosen}
        onClick={() => onChoose(study)}
        aria-label={t('consultations.plan.addStudy', { name })}
        data-testid="plan-study-found"
        data-study={study.study_uid}
      >
        <StudyLine study={study} date={study.study_date} organisation={study.organisation.name}>
          <Icon size={18} className={classes.icon} aria-hidden="true" />
        </StudyLine>
      </UnstyledButton>
    </li>
  );
}
