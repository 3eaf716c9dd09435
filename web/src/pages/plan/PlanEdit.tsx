/** What a planned consultation is about and when it is, for its host to change. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePlan, type Consultation } from '../../api/consultations';
import { Notice } from '../../ui/Notice';
import { useAction } from '../../ui/useAction';
import classes from './PlanPage.module.css';
import { changesOf, draftProblems, MAX_TITLE, planOf } from './planDraft';

interface PlanEditProps {
  readonly consultation: Consultation;
  /** Saved, or given up. */
  readonly onDone: () => void;
}

export function PlanEdit({ consultation, onDone }: PlanEditProps) {
  const { t } = useTranslation();
  const [before] = useState(() => planOf(consultation));
  const [plan, setPlan] = useState(before);
  // A time that has passed meanwhile may stand.
  const problems = draftProblems(plan, new Date(), before.at);
  const changes = changesOf(before, plan);
  const save = useAction(async () => {
    await changePlan(consultation.id, changes);
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(changes).length === 0) {
      onDone();
    } else if (Object.keys(problems).length === 0) {
      save.run();
    }
  };
  return (
    <form className={classes.fields} onSubmit={submit} noValidate data-testid="plan-edit">
      <TextInput
        label={t('consultations.plan.name')}
        maxLength={MAX_TITLE}
        autoFocus
        value={plan.title}
        onChange={(event) => setPlan({ ...plan, title: event.currentTarget.value })}
        error={problems.title !== undefined && t(`consultations.plan.${problems.title}`)}
        data-testid="plan-title"
      />
      <Textarea
        label={t('consultations.plan.question')}
        autosize
        minRows={2}
        maxRows={8}
        value={plan.question}
        onChange={(event) => setPlan({ ...plan, question: event.currentTarget.value })}
        data-testid="plan-question"
      />
      <DateTimePicker
        w={200}
        label={t('consultations.plan.at')}
        valueFormat="YYYY-MM-DD HH:mm"
        monthLabelFormat={t('filter.monthFormat')}
        value={plan.at}
        onChange={(at) => setPlan({ ...plan, at })}
        error={problems.at !== undefined && t(`consultations.plan.${problems.at}`)}
        data-testid="plan-at"
      />
      {save.problem !== null && <Notice tone="error">{save.problem}</Notice>}
      <div className={classes.ends}>
        <Button variant="default" onClick={onDone}>
          {t('consultations.plan.cancel')}
        </Button>
        <Button type="submit" loading={save.busy} data-testid="plan-save">
          {t('consultations.appointment.save')}
        </Button>
      </div>
    </form>
  );
}
