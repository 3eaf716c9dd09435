/** Puts a consultation together: starts it at once or plans it. The address may bring consoles and studies along. */
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SiteHeader } from '../../app/SiteHeader';
import { useMay } from '../../app/useMay';
import { Dates } from '../../ui/Dates';
import { Hint } from '../../ui/Hint';
import { PlanForm } from './PlanForm';
import classes from './PlanPage.module.css';

export function PlanPage() {
  const { t } = useTranslation();
  const mayStart = useMay('start');
  return (
    <Dates>
      <title>{t('consultations.plan.pageTitle')}</title>
      <SiteHeader />
      <main className={classes.main} data-testid="plan-page">
        {mayStart ? (
          <>
            <h1 className={classes.title}>{t('consultations.plan.title')}</h1>
            <PlanForm />
          </>
        ) : (
          <Hint icon={IconLock} title={t('consultations.plan.notAllowed')} />
        )}
      </main>
    </Dates>
  );
}
