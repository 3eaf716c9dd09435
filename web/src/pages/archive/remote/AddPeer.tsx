/** Makes another PACS known. */
import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFacets } from '../../../api/archive';
import { addPeer } from '../../../api/archiveTransfers';
import { useUser } from '../../../app/useSession';
import { useAction } from '../../../ui/useAction';
import { useAnswer } from '../../../ui/useAnswer';
import { DEFAULT_DICOM_PORT, MAX_AET, MAX_PORT, type PeerDraft, draftProblems } from './peerDraft';

interface AddPeerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

export function AddPeer({ opened, onClose, onAdded }: AddPeerProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('archive.peers.addTitle')} centered>
      <PeerForm onClose={onClose} onAdded={onAdded} />
    </Modal>
  );
}

function PeerForm({ onClose, onAdded }: Omit<AddPeerProps, 'opened'>) {
  const { t } = useTranslation();
  const own = useUser()?.organisation;
  const { value: facets } = useAnswer(fetchFacets);
  const [draft, setDraft] = useState<PeerDraft>({
    aet: '',
    host: '',
    port: DEFAULT_DICOM_PORT,
    tls: false,
    organisation_id: own?.id ?? '',
  });
  const [checked, setChecked] = useState(false);
  const problems = checked ? draftProblems(draft) : {};
  const change = (changed: Partial<PeerDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const save = useAction(async () => {
    await addPeer({ ...draft, aet: draft.aet.trim(), host: draft.host.trim() });
    onAdded();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(draftProblems(draft)).length === 0) {
      save.run();
    }
  };
  const organisations = new Map(
    [...(own === undefined ? [] : [own]), ...(facets?.organisations ?? [])].map(({ id, name }) => [id, name]),
  );
  const error = (field: keyof typeof problems) =>
    problems[field] !== undefined && t(`archive.peers.${problems[field]}`);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('archive.peers.aet')}
          description={t('archive.peers.aetHelp')}
          maxLength={MAX_AET}
          value={draft.aet}
          error={error('aet')}
          onChange={(event) => change({ aet: event.currentTarget.value })}
          data-autofocus
        />
        <Group align="flex-start" wrap="nowrap">
          <TextInput
            flex={1}
            label={t('archive.peers.host')}
            value={draft.host}
            error={error('host')}
            onChange={(event) => change({ host: event.currentTarget.value })}
          />
          <NumberInput
            w={110}
            label={t('archive.peers.port')}
            min={1}
            max={MAX_PORT}
            allowDecimal={false}
            hideControls
            value={draft.port}
            onChange={(port) => change({ port: Number(port) || DEFAULT_DICOM_PORT })}
          />
        </Group>
        <Text size="xs" c="dimmed">
          {t('archive.peers.hostHelp')}
        </Text>
        <Select
          label={t('archive.peers.organisation')}
          description={t('archive.peers.organisationHelp')}
          data={[...organisations].map(([value, label]) => ({ value, label }))}
          value={draft.organisation_id || null}
          error={error('organisation_id')}
          onChange={(id) => change({ organisation_id: id ?? '' })}
        />
        <Switch
          label={t('archive.peers.tls')}
          checked={draft.tls}
          onChange={(event) => change({ tls: event.currentTarget.checked })}
        />
        {save.problem !== null && (
          <Text c="red" role="alert">
            {save.problem}
          </Text>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('archive.peers.cancel')}
          </Button>
          <Button type="submit" loading={save.busy}>
            {t('archive.peers.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
