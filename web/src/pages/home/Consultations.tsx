/** The consultations this person is part of: those that are on, those planned, and those lately closed. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Brief } from '../../api/consultations';
import { loadPlanPage } from '../../app/pageLoaders';
import { useMay } from '../../app/useMay';
import { ClosedConsultations } from './ClosedConsultations';
import { ConsultationCard } from './ConsultationCard';
import classes from './Consultations.module.css';
import { groupConsultations } from './consultationGroups';
import { NotifyButton } from './NotifyButton';

export function Consultations({ consultations }: { readonly consultations: readonly Brief[] }) {
  const { t } = useTranslation();
  const mayStart = useMay('start');
  const isCalled = useMay('answer');
  const { now, planned, closed } = useMemo(() => groupConsultations(consultations), [consultations]);
  const quiet = now.length + planned.length === 0;
  return (
    <section className={classes.section} aria-labelledby="consultations-heading" data-testid="consultations">
      <div className={classes.heading}>
        <h1 id="consultations-heading" className={classes.title}>
          {t('consultations.title')}
        </h1>
        {quiet && <span className={classes.quiet}>{t('consultations.none')}</span>}
        <div className={classes.grow} />
        {isCalled && <NotifyButton />}
        {mayStart && (
          <Button
            component={Link}
            to="/plan"
            size="xs"
            leftSection={<IconPlus size={16} />}
            onPointerEnter={() => void loadPlanPage()}
            data-testid="plan-consultation"
          >
            {t('consultations.start')}
          </Button>
        )}
      </div>
      {!quiet && (
        <div className={classes.grid}>
          {[...now, ...planned].map((consultation) => (
            <ConsultationCard key={consultation.id} consultation={consultation} />
          ))}
        </div>
      )}
      {closed.length > 0 && <ClosedConsultations consultations={closed} />}
    </section>
  );
}
