/** A consultation that is on or planned: what it is about, who asks, who is there, and the way in. */
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Brief } from '../../api/consultations';
import { loadConsultationPage, loadPlanPage } from '../../app/pageLoaders';
import { useAppointment } from '../../ui/useAppointment';
import { useDuration } from '../../ui/useDuration';
import { useNow } from '../../ui/useNow';
import classes from './ConsultationCard.module.css';

const CLOCK_STEP_MS = 20_000;

export function ConsultationCard({ consultation }: { readonly consultation: Brief }) {
  const { t } = useTranslation();
  const { id, title, state, urgent, host, consoles, studies, present, guests_waiting: waiting } = consultation;
  const open = state === 'open';
  const getReady = () => void (open ? loadConsultationPage() : loadPlanPage());
  const brought = [...consoles, studies > 0 && t('consultations.studies', { count: studies })];
  return (
    <article
      className={classes.card}
      data-state={state}
      data-urgent={urgent && open}
      data-testid="consultation-card"
      data-consultation={id}
      onPointerEnter={getReady}
      onFocus={getReady}
    >
      <div className={classes.top}>
        <Standing consultation={consultation} />
        {open && present > 0 && <span className={classes.present}>{t('consultations.present', { count: present })}</span>}
        {waiting > 0 && (
          <span className={clsx(classes.chip, classes.waiting)}>{t('consultations.waiting', { count: waiting })}</span>
        )}
      </div>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.bottom}>
        <div className={classes.facts}>
          <p>{[host.organisation, host.name].filter(Boolean).join(' · ')}</p>
          <p className={classes.brought}>{brought.filter(Boolean).join(' · ')}</p>
        </div>
        <Link
          to={open ? `/consultation/${id}` : `/plan/${id}`}
          className={classes.enter as string}
          aria-label={t(open ? 'consultations.enterNamed' : 'consultations.showNamed', { title })}
          data-testid={open ? 'consultation-enter' : 'consultation-show'}
        >
          {t(open ? 'consultations.enter' : 'consultations.show')}
        </Link>
      </div>
    </article>
  );
}

/** Whether help is asked for, since when it is on, or for when it is planned. */
function Standing({ consultation: { state, urgent, opened_at: openedAt, planned_for: plannedFor } }: { readonly consultation: Brief }) {
  const { t } = useTranslation();
  const duration = useDuration();
  const appointment = useAppointment();
  const now = useNow(CLOCK_STEP_MS);
  if (state === 'planned') {
    return <span className={classes.chip}>{plannedFor === null ? t('consultations.planned') : appointment(plannedFor, now)}</span>;
  }
  const length = openedAt === null ? '' : duration((now - Date.parse(openedAt)) / 1000);
  return (
    <>
      <span className={clsx(classes.chip, urgent ? classes.urgent : classes.on)}>
        {t(urgent ? 'consultations.urgent' : 'consultations.on')}
      </span>
      <span>{length}</span>
    </>
  );
}
