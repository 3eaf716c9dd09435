/** At once, or at a time to come. */
import { SegmentedControl } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import classes from './PlanPage.module.css';
import { type DraftProblems, type PlanDraft, suggestedTime } from './planDraft';
import type { ChangeDraft } from './usePlanDraft';

interface WhenFieldProps {
  readonly draft: PlanDraft;
  readonly problem: DraftProblems['at'];
  readonly onChange: ChangeDraft;
}

export function WhenField({ draft, problem, onChange }: WhenFieldProps) {
  const { t } = useTranslation();
  const choose = (when: string) => {
    if (when === 'now') {
      onChange({ when });
    } else {
      onChange({ when: 'later', at: draft.at ?? suggestedTime(new Date()) });
    }
  };
  return (
    <div className={classes.when}>
      <div className={classes.whenField}>
        <span className={classes.label} id="plan-when">
          {t('consultations.plan.when')}
        </span>
        <SegmentedControl
          value={draft.when}
          onChange={choose}
          aria-labelledby="plan-when"
          data={[
            { value: 'now', label: t('consultations.plan.now') },
            { value: 'later', label: t('consultations.plan.later') },
          ]}
          data-testid="plan-when"
        />
      </div>
      {draft.when === 'later' && (
        <DateTimePicker
          w={200}
          label={t('consultations.plan.at')}
          valueFormat="YYYY-MM-DD HH:mm"
          monthLabelFormat={t('filter.monthFormat')}
          minDate={new Date()}
          value={draft.at}
          onChange={(at) => onChange({ at })}
          error={problem !== undefined && t(`consultations.plan.${problem}`)}
          data-testid="plan-at"
        />
      )}
    </div>
  );
}
