/** Invites people and whole hospitals, and makes links for guests. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invite, type Member } from '../../../api/consultations';
import { fetchDirectory } from '../../../api/directory';
import { makeGuestLink } from '../../../api/guests';
import { Notice } from '../../../ui/Notice';
import { useAction } from '../../../ui/useAction';
import { useAnswer } from '../../../ui/useAnswer';
import { useRoleName } from '../../../ui/useRoleName';
import { useConsultationParts } from '../consultationContext';

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('consultation.invite.title')} centered radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      <Stack gap="lg">
        <InviteColleague />
        <GuestLinkMaker />
      </Stack>
    </Modal>
  );
}

function InviteColleague() {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const { consultation, update } = useConsultationParts();
  const { value, problem } = useAnswer(useCallback((signal: AbortSignal) => fetchDirectory(signal), []));
  const [chosen, setChosen] = useState<string | null>(null);
  const [invited, setInvited] = useState('');
  const members = new Set(consultation.members.map(({ kind, id }) => `${kind}/${id}`));
  const people = (value?.people ?? []).filter(({ id }) => !members.has(`person/${id}`) && id !== consultation.host.id);
  const organisations = (value?.organisations ?? []).filter(({ id }) => !members.has(`organisation/${id}`));
  const options = [
    { group: t('consultation.invite.people'), items: people.map(({ id, name, organisation, role }) => ({ value: `person/${id}`, label: [name, organisation.name, roleName(role)].join(' · ') })) },
    { group: t('consultation.invite.organisations'), items: organisations.map(({ id, name }) => ({ value: `organisation/${id}`, label: name })) },
  ];
  const action = useAction(async () => {
    const [kind, id] = (chosen ?? '').split('/') as [Member['kind'], string];
    update(await invite(consultation.id, kind, id));
    setInvited(options.flatMap(({ items }) => items).find((option) => option.value === chosen)?.label ?? '');
    setChosen(null);
  });
  return (
    <Stack gap="xs">
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          flex={1}
          label={t('consultation.invite.who')}
          placeholder={t('consultation.invite.search')}
          data={options}
          value={chosen}
          onChange={setChosen}
          searchable
          data-testid="invite-who"
          nothingFoundMessage={t('consultation.sources.nothingFound')}
        />
        <Button loading={action.busy} disabled={chosen === null} data-testid="invite-confirm" onClick={action.run}>
          {t('consultation.invite.invite')}
        </Button>
      </Group>
      {invited !== '' && (
        <Text fz="sm" c="dimmed" role="status">
          {t('consultation.invite.invited', { name: invited })}
        </Text>
      )}
      {problem !== null && <Notice tone="error">{problem.message}</Notice>}
      {action.problem !== null && <Notice tone="error">{action.problem}</Notice>}
    </Stack>
  );
}

function GuestLinkMaker() {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  const clipboard = useClipboard();
  const [link, setLink] = useState<string | null>(null);
  const { busy, problem, run } = useAction(async () => {
    const made = await makeGuestLink(consultation.id);
    setLink(new URL(made.link, window.location.origin).href);
  });
  const CopyIcon = clipboard.copied ? IconCheck : IconCopy;
  return (
    <Stack gap="xs">
      <Text fz="sm">{t('consultation.invite.guestHelp')}</Text>
      {link === null ? (
        <Button variant="default" leftSection={<IconLink size={15} />} loading={busy} data-testid="guest-link" onClick={run}>
          {t('consultation.invite.guestLink')}
        </Button>
      ) : (
        <Group gap="xs" wrap="nowrap">
          <TextInput flex={1} readOnly value={link} aria-label={t('consultation.invite.guestLink')} data-testid="guest-address" onFocus={(event) => event.currentTarget.select()} />
          {navigator.clipboard !== undefined && (
            <Button variant="default" leftSection={<CopyIcon size={15} />} onClick={() => clipboard.copy(link)}>
              {clipboard.copied ? t('people.copied') : t('consultation.invite.copy')}
            </Button>
          )}
        </Group>
      )}
      {problem !== null && <Notice tone="error">{problem}</Notice>}
    </Stack>
  );
}
