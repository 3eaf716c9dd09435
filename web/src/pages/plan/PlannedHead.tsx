/** Title, time, host and question of a consultation, and the way into it. */
import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { closeConsultation, type Consultation, openConsultation } from '../../api/consultations';
import { ActionButton } from '../../ui/ActionButton';
import { Dates } from '../../ui/Dates';
import { useAction } from '../../ui/useAction';
import { useAppointment } from '../../ui/useAppointment';
import { useNow } from '../../ui/useNow';
import { PlanEdit } from './PlanEdit';
import classes from './PlannedHead.module.css';

interface PlannedHeadProps {
  readonly consultation: Consultation;
  readonly onChanged: () => void;
}

const CLOCK_STEP_MS = 60_000;

export function PlannedHead({ consultation, onChanged }: PlannedHeadProps) {
  const { t } = useTranslation();
  const appointment = useAppointment();
  const now = useNow(CLOCK_STEP_MS);
  const [editing, setEditing] = useState(false);
  const edited = () => {
    setEditing(false);
    onChanged();
  };
  const { title, state, host, question, planned_for: plannedFor } = consultation;
  const when =
    state === 'planned' && plannedFor !== null
      ? t('consultations.appointment.for', { moment: appointment(plannedFor, now) })
      : t(`consultations.appointment.state.${state}`);
  return (
    <header className={classes.head}>
      <title>{`${title} · Consilium`}</title>
      <p className={classes.when} data-testid="planned-when">
        {when}
      </p>
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.host}>
        {t('consultations.appointment.host')}: {[host.name, host.organisation].filter(Boolean).join(' · ')}
      </p>
      {question !== '' && <p className={classes.question}>{question}</p>}
      {editing ? (
        <Dates>
          <PlanEdit consultation={consultation} onDone={edited} />
        </Dates>
      ) : (
        <Ways consultation={consultation} onChanged={onChanged} onEdit={() => setEditing(true)} />
      )}
    </header>
  );
}

function Ways({ consultation, onChanged, onEdit }: PlannedHeadProps & { readonly onEdit: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, state, me } = consultation;
  const open = useAction(async () => {
    await openConsultation(id);
    await navigate(`/consultation/${id}`);
  });
  if (state !== 'planned') {
    return (
      <div className={classes.ways}>
        <Button component={Link} to={`/consultation/${id}`} data-testid="planned-enter">
          {t(state === 'open' ? 'consultations.appointment.enter' : 'consultations.appointment.review')}
        </Button>
      </div>
    );
  }
  if (!me.host) {
    return <p className={classes.host}>{t('consultations.appointment.hostOpens')}</p>;
  }
  return (
    <div className={classes.ways}>
      <Button loading={open.busy} onClick={open.run} data-testid="planned-open">
        {t('consultations.appointment.open')}
      </Button>
      <Button variant="default" onClick={onEdit} data-testid="planned-edit">
        {t('consultations.appointment.edit')}
      </Button>
      <CallOff id={id} onDone={onChanged} />
      {open.problem !== null && (
        <p className={classes.problem} role="alert">
          {open.problem}
        </p>
      )}
    </div>
  );
}

/** Asks once more: those invited are not asked at all. */
function CallOff({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Popover width={260} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="default" data-testid="planned-cancel">
          {t('consultations.appointment.cancel')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes.sure}>{t('consultations.appointment.cancelSure')}</p>
        <ActionButton
          label={t('consultations.appointment.cancel')}
          act={async () => {
            await closeConsultation(id, '');
          }}
          onDone={onDone}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
