/** Consultations whose host is away: somebody must be able to end them. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Brief, fetchUnattended, takeOver } from '../../api/consultations';
import { ActionButton } from '../../ui/ActionButton';
import { Notice } from '../../ui/Notice';
import { useAnswer } from '../../ui/useAnswer';
import { useServerProblem } from '../../ui/useServerProblem';
import classes from './Unattended.module.css';

export function Unattended() {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { value, problem } = useAnswer(useCallback((signal: AbortSignal) => fetchUnattended(signal), []));
  if (problem !== null) {
    return <Notice tone="warning">{describe(problem)}</Notice>;
  }
  if (value === null || value.length === 0) {
    return null;
  }
  return (
    <section className={classes.section} aria-labelledby="unattended" data-testid="unattended">
      <h2 id="unattended" className={classes.title}>
        {t('administration.unattended.title')}
      </h2>
      <p className={classes.quiet}>{t('administration.unattended.help')}</p>
      <ul className={classes.rows}>
        {value.map((consultation) => (
          <UnattendedRow key={consultation.id} consultation={consultation} />
        ))}
      </ul>
    </section>
  );
}

function UnattendedRow({ consultation: { id, title, host } }: { readonly consultation: Brief }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <li className={classes.row} data-consultation={id}>
      <span className={classes.name}>{title}</span>
      <span className={classes.quiet}>{[host.organisation, host.name].filter(Boolean).join(' · ')}</span>
      <ActionButton
        label={t('administration.unattended.takeOver')}
        act={async () => {
          await takeOver(id);
        }}
        onDone={() => void navigate(`/consultation/${id}`)}
      />
    </li>
  );
}
