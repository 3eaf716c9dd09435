/** The form of a new consultation. */
import { Button, MultiSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { createConsultation } from '../../api/consultations';
import { Notice } from '../../ui/Notice';
import { useAction } from '../../ui/useAction';
import { useServerProblem } from '../../ui/useServerProblem';
import { ConsoleChoice } from './ConsoleChoice';
import classes from './PlanPage.module.css';
import { draftProblems, MAX_TITLE, requestOf } from './planDraft';
import { Section } from './Section';
import { StudyRows } from './StudyRows';
import { StudySearch } from './StudySearch';
import { useInvitations } from './useInvitations';
import { usePlanDraft } from './usePlanDraft';
import { WhenField } from './WhenField';

export function PlanForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const describe = useServerProblem();
  const { draft, change, addStudy, problem: studyProblem } = usePlanDraft();
  const { groups, problem: directoryProblem } = useInvitations([]);
  const [checked, setChecked] = useState(false);
  const problems = checked ? draftProblems(draft, new Date()) : {};
  const create = useAction(async () => {
    const { id, state } = await createConsultation(requestOf(draft));
    await navigate(state === 'open' ? `/consultation/${id}` : `/plan/${id}`, { replace: true });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(draftProblems(draft, new Date())).length === 0) {
      create.run();
    }
  };
  const trouble = studyProblem ?? directoryProblem;

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Section title={t('consultations.plan.name')}>
        <div className={classes.fields}>
          <TextInput
            aria-label={t('consultations.plan.name')}
            placeholder={t('consultations.plan.nameHint')}
            maxLength={MAX_TITLE}
            autoFocus
            value={draft.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
            error={problems.title !== undefined && t(`consultations.plan.${problems.title}`)}
            data-testid="plan-title"
          />
          <Textarea
            label={t('consultations.plan.question')}
            placeholder={t('consultations.plan.questionHint')}
            autosize
            minRows={2}
            maxRows={8}
            value={draft.question}
            onChange={(event) => change({ question: event.currentTarget.value })}
            data-testid="plan-question"
          />
          <WhenField draft={draft} problem={problems.at} onChange={change} />
        </div>
      </Section>
      <Section title={t('consultations.plan.invited')} help={t('consultations.plan.invitedHelp')}>
        <MultiSelect
          data={groups}
          value={[...draft.invited]}
          onChange={(invited) => change({ invited })}
          searchable
          hidePickedOptions
          clearable
          placeholder={draft.invited.length === 0 ? t('consultations.plan.invitedHint') : ''}
          aria-label={t('consultations.plan.invited')}
          nothingFoundMessage={t('consultations.plan.nobody')}
          maxDropdownHeight={320}
          data-testid="plan-invited"
        />
      </Section>
      <Section title={t('consultations.plan.consoles')}>
        <ConsoleChoice chosen={draft.consoles} onChange={(consoles) => change({ consoles })} />
      </Section>
      <Section title={t('consultations.plan.studies')} help={t('consultations.plan.studiesHelp')}>
        <StudySearch chosen={draft.studies.map(({ study_uid: uid }) => uid)} onChoose={addStudy} />
        <div className={classes.chosen}>
          <StudyRows
            rows={draft.studies.map((study) => ({ study, date: study.study_date, organisation: study.organisation.name }))}
            onRemove={(uid) => change({ studies: draft.studies.filter((study) => study.study_uid !== uid) })}
          />
        </div>
      </Section>
      {trouble !== null && <Notice tone="warning">{describe(trouble)}</Notice>}
      {create.problem !== null && <Notice tone="error">{create.problem}</Notice>}
      <div className={classes.ends}>
        <Button component={Link} to="/" variant="default">
          {t('consultations.plan.cancel')}
        </Button>
        <Button type="submit" loading={create.busy} data-testid="plan-submit">
          {t(draft.when === 'now' ? 'consultations.plan.begin' : 'consultations.plan.make')}
        </Button>
      </div>
    </form>
  );
}
