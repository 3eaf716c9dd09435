/** Asks another PACS what it has, and retrieves from it. */
import { Button, Select, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Peer, queryPeer, type RemoteStudy } from '../../../api/archiveTransfers';
import { useAction } from '../../../ui/useAction';
import classes from './QueryPanel.module.css';
import { RemoteStudyRow } from './RemoteStudyRow';
import { Section } from './Section';

interface QueryPanelProps {
  readonly peers: readonly Peer[];
  readonly onRetrieve: () => void;
}

interface Found {
  readonly peerId: string;
  readonly studies: readonly RemoteStudy[];
}

const NO_FIELDS = { name: '', patient_id: '', modality: '' };

export function QueryPanel({ peers, onRetrieve }: QueryPanelProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [fields, setFields] = useState(NO_FIELDS);
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);
  const [found, setFound] = useState<Found | null>(null);
  const peerId = chosen ?? peers[0]?.id ?? null;
  const [from, to] = days.map((day) => day?.replaceAll('-', '') ?? '') as [string, string];
  const narrowed = [...Object.values(fields), from].some((value) => value.trim() !== '');
  const ask = useAction(async () => {
    if (peerId !== null) {
      setFound({ peerId, studies: await queryPeer(peerId, { ...fields, from, to }) });
    }
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (narrowed) {
      ask.run();
    }
  };
  const field = (name: 'name' | 'patient_id' | 'modality', label: string) => (
    <TextInput
      size="xs"
      placeholder={label}
      aria-label={label}
      value={fields[name]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setFields((before) => ({ ...before, [name]: value }));
      }}
    />
  );
  return (
    <Section title={t('archive.query.title')}>
      <form className={classes.form} onSubmit={submit}>
        <Select
          size="xs"
          aria-label={t('archive.query.peer')}
          data={peers.map(({ id, aet }) => ({ value: id, label: aet }))}
          value={peerId}
          allowDeselect={false}
          onChange={setChosen}
        />
        {field('name', t('archive.query.name'))}
        {field('patient_id', t('archive.query.patientId'))}
        {field('modality', t('archive.filter.modality'))}
        <DatePickerInput
          type="range"
          size="xs"
          allowSingleDateInRange
          clearable
          valueFormat="YY-MM-DD"
          monthLabelFormat={t('filter.monthFormat')}
          placeholder={t('archive.query.days')}
          aria-label={t('archive.query.days')}
          value={days}
          onChange={setDays}
        />
        <Button type="submit" size="xs" loading={ask.busy} disabled={!narrowed} data-testid="query-start">
          {t('archive.query.start')}
        </Button>
      </form>
      <Text
        size="xs"
        c={ask.problem === null ? 'dimmed' : 'red'}
        mt={8}
        role={ask.problem === null ? undefined : 'alert'}
      >
        {ask.problem ?? (found === null ? t('archive.query.hint') : foundText(found))}
      </Text>
      {found !== null && (
        <ul className={classes.list}>
          {found.studies.map((study) => (
            <RemoteStudyRow key={study.study_uid} study={study} peerId={found.peerId} onRetrieve={onRetrieve} />
          ))}
        </ul>
      )}
    </Section>
  );

  function foundText({ studies }: Found): string {
    return studies.length === 0 ? t('archive.query.nothing') : t('archive.query.found', { count: studies.length });
  }
}
