/** What is known of one study, and what can be done with it. */
import { Button, CopyButton, UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudyDetails } from '../../../api/archive';
import { useMay } from '../../../app/useMay';
import { writtenDate, writtenTime } from '../../../ui/dicomDate';
import { Facts } from '../../../ui/Facts';
import { formatBytes } from '../../../ui/formatBytes';
import { useBodyPart } from '../../../ui/useBodyPart';
import { useModality } from '../../../ui/useModality';
import { usePatientName } from '../../../ui/usePatientName';
import { useSexAndAge } from '../../../ui/useSexAndAge';
import { ConsultStudy } from './ConsultStudy';
import { Findings } from './Findings';
import { SendStudy } from './SendStudy';
import { SeriesRow } from './SeriesRow';
import classes from './StudyDetailsPanel.module.css';

interface StudyDetailsPanelProps {
  readonly study: StudyDetails;
  readonly administrator: boolean;
  readonly onOpen: (studyUid: string) => void;
}

export function StudyDetailsPanel({ study, administrator, onOpen }: StudyDetailsPanelProps) {
  const { t } = useTranslation();
  const name = usePatientName()(study.patient_name);
  const mayStart = useMay('start');
  const who = [name.second, useSexAndAge()(study), study.patient_id];
  return (
    <div className={classes.panel} data-testid="study-details-panel">
      <header>
        <h2 className={classes.name}>{name.first || t('archive.study.noName')}</h2>
        <p className={classes.quiet}>{who.filter(Boolean).join(' · ')}</p>
        <p className={classes.description}>{study.description}</p>
        <Button
          fullWidth
          mt="sm"
          rightSection={<IconArrowRight size={16} />}
          onClick={() => onOpen(study.study_uid)}
          data-testid="details-open"
        >
          {t('archive.details.open')}
        </Button>
      </header>
      {mayStart && (
        <Section title={t('consultations.study.title')}>
          <ConsultStudy studyUid={study.study_uid} />
        </Section>
      )}
      <StudyFacts study={study} />
      <Section title={`${t('archive.details.series')} · ${study.series.length}`}>
        <ul className={classes.series}>
          {study.series.map((series) => (
            <SeriesRow key={series.series_uid} studyUid={study.study_uid} series={series} />
          ))}
        </ul>
      </Section>
      <Section title={t('archive.details.verdict')}>
        <Findings verdict={study.verdict} reasons={study.reasons} />
      </Section>
      <Section title={t('archive.details.send')}>
        <SendStudy studyUid={study.study_uid} administrator={administrator} />
      </Section>
    </div>
  );
}

function StudyFacts({ study }: { readonly study: StudyDetails }) {
  const { t } = useTranslation();
  const modality = useModality();
  const bodyPart = useBodyPart();
  const stations = [
    ...new Set(study.series.map((series) => [series.manufacturer, series.station].filter(Boolean).join(' '))),
  ];
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('archive.column.date'), `${writtenDate(study.study_date)} ${writtenTime(study.study_time)}`.trim()],
    [t('archive.column.modality'), study.modalities.map(modality).join(t('archive.separator'))],
    [t('archive.column.bodyPart'), study.body_parts.map(bodyPart).join(t('archive.separator'))],
    [t('archive.details.birth'), writtenDate(study.birth_date)],
    [t('archive.details.accession'), study.accession_number],
    [t('archive.details.organisation'), study.organisation.name],
    [t('archive.details.station'), stations.filter(Boolean).join(t('archive.separator'))],
    [
      t('archive.details.amount'),
      t('archive.details.amountValue', {
        series: study.series_count,
        images: study.instance_count,
        bytes: formatBytes(study.bytes),
      }),
    ],
    [t('archive.details.uid'), <CopiedUid key="uid" uid={study.study_uid} />],
  ];
  return <Facts facts={facts} />;
}

function CopiedUid({ uid }: { readonly uid: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={uid}>
      {({ copied, copy }) => (
        <UnstyledButton
          className={classes.uid}
          onClick={copy}
          aria-label={t(copied ? 'archive.details.copied' : 'archive.details.copy')}
        >
          <span>{uid}</span>
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  );
}
