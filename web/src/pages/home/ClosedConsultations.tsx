/** Consultations that ended lately, one line each, with what was kept of them. */
import { Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Brief } from '../../api/consultations';
import { summaryAddress } from '../../api/keeping';
import { useMay } from '../../app/useMay';
import { useMoment } from '../../ui/useMoment';
import classes from './ClosedConsultations.module.css';

/** The others come on demand. */
const FIRST_SHOWN = 4;

export function ClosedConsultations({ consultations }: { readonly consultations: readonly Brief[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? consultations : consultations.slice(0, FIRST_SHOWN);
  return (
    <div className={classes.closed}>
      <h2 className={classes.title}>{t('consultations.closed')}</h2>
      <ul className={classes.list}>
        {shown.map((consultation) => (
          <ClosedRow key={consultation.id} consultation={consultation} />
        ))}
      </ul>
      {shown.length < consultations.length && (
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setAll(true)}>
          {t('consultations.allClosed', { count: consultations.length })}
        </Button>
      )}
    </div>
  );
}

function ClosedRow({ consultation }: { readonly consultation: Brief }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const mayRead = useMay('names'); // a summary names patients
  const { id, title, host, opened_at: openedAt, closed_at: closedAt, summary } = consultation;
  return (
    <li className={classes.row} data-testid="closed-consultation" data-consultation={id}>
      <Link to={`/consultation/${id}`} className={classes.name as string}>
        {title}
      </Link>
      <span className={classes.quiet}>{[host.organisation, host.name].filter(Boolean).join(' · ')}</span>
      <span className={classes.quiet}>{closedAt !== null && moment(closedAt)}</span>
      {summary && mayRead && (
        <a
          href={summaryAddress(id)}
          target="_blank"
          rel="noreferrer"
          className={classes.summary}
          aria-label={t('consultations.summaryNamed', { title })}
          data-testid="summary-link"
        >
          <IconFileText size={15} stroke={1.6} aria-hidden="true" />
          {t('consultations.summary')}
        </a>
      )}
      {!summary && (
        <span className={classes.none}>{t(openedAt === null ? 'consultations.calledOff' : 'consultations.noSummary')}</span>
      )}
    </li>
  );
}
