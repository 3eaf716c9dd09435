/** The PACS that are known: test, and for administrators add and remove. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Peer } from '../../../api/archiveTransfers';
import { AddPeer } from './AddPeer';
import classes from './PeerList.module.css';
import { PeerRow } from './PeerRow';
import { Section } from './Section';

interface PeerListProps {
  /** Null before they are known. */
  readonly peers: readonly Peer[] | null;
  readonly administrator: boolean;
  readonly onChanged: () => void;
}

export function PeerList({ peers, administrator, onChanged }: PeerListProps) {
  const { t } = useTranslation();
  const [adding, { open, close }] = useDisclosure(false);
  const add = administrator && (
    <Button
      size="compact-sm"
      variant="light"
      leftSection={<IconPlus size={14} />}
      onClick={open}
      data-testid="peer-add"
    >
      {t('archive.peers.add')}
    </Button>
  );
  return (
    <Section title={t('archive.peers.title')} actions={add}>
      {peers?.length === 0 && (
        <p className={classes.none}>
          {t('archive.peers.none')} {t(administrator ? 'archive.peers.noneHelp' : 'archive.peers.noneHelpOthers')}
        </p>
      )}
      <ul className={classes.list}>
        {peers?.map((peer) => (
          <PeerRow key={peer.id} peer={peer} administrator={administrator} onRemoved={onChanged} />
        ))}
      </ul>
      <AddPeer
        opened={adding}
        onClose={close}
        onAdded={() => {
          close();
          onChanged();
        }}
      />
    </Section>
  );
}
