/** A consultation before it is on: what it is about, who and what comes, and for its host the way to change that. */
import { Loader } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { SiteHeader } from '../../app/SiteHeader';
import { Hint } from '../../ui/Hint';
import { Notice } from '../../ui/Notice';
import { useServerProblem } from '../../ui/useServerProblem';
import { BroughtConsoles } from './BroughtConsoles';
import { BroughtStudies } from './BroughtStudies';
import { GuestLinks } from './GuestLinks';
import { Members } from './Members';
import classes from './PlanPage.module.css';
import { PlannedHead } from './PlannedHead';
import { useConsultation } from './useConsultation';

export function PlannedPage() {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { consultation: id = '' } = useParams();
  const { value: consultation, problem, reload } = useConsultation(id);
  const ongoing = consultation !== null && consultation.state !== 'closed';
  const may = (right: 'moderate' | 'present') => ongoing && consultation.me.rights.includes(right);
  return (
    <>
      <SiteHeader />
      <main className={classes.main} data-testid="planned-page">
        {consultation === null && problem === null && <Loader size="sm" type="dots" aria-label={t('app.loading')} />}
        {problem?.status === 404 && <Hint icon={IconCalendarOff} title={t('consultations.appointment.gone')} />}
        {problem !== null && problem.status !== 404 && <Notice tone="warning">{describe(problem)}</Notice>}
        {consultation !== null && problem?.status !== 404 && (
          <div className={classes.form}>
            <PlannedHead consultation={consultation} onChanged={reload} />
            <Members consultation={consultation} editable={may('moderate')} onChanged={reload} />
            <BroughtStudies consultation={consultation} editable={may('present')} onChanged={reload} />
            <BroughtConsoles consultation={consultation} editable={may('present')} onChanged={reload} />
            {may('moderate') && <GuestLinks consultation={consultation} />}
          </div>
        )}
      </main>
    </>
  );
}
