/** One PACS that is known. */
import { ActionIcon, Button, Popover } from '@mantine/core';
import { IconLock, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { echoPeer, type Peer, removePeer } from '../../../api/archiveTransfers';
import { useAction } from '../../../ui/useAction';
import classes from './PeerList.module.css';

interface PeerRowProps {
  readonly peer: Peer;
  readonly administrator: boolean;
  readonly onRemoved: () => void;
}

export function PeerRow({ peer, administrator, onRemoved }: PeerRowProps) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const echo = useAction(async () => {
    const { ok, error, ms } = await echoPeer(peer.id);
    const text = ok
      ? t('archive.peers.echoOk', { ms: Math.round(ms ?? 0) })
      : t('archive.peers.echoFailed', { reason: error ?? '' });
    setAnswer({ ok, text });
  });
  const remove = useAction(async () => {
    await removePeer(peer.id);
    onRemoved();
  });
  const problem = echo.problem ?? remove.problem;
  return (
    <li className={classes.row} data-testid="peer-row">
      <span className={classes.aet}>{peer.aet}</span>
      <span className={classes.address}>
        {peer.host}:{peer.port} {peer.tls && <IconLock size={13} aria-label={t('archive.peers.tls')} />}
      </span>
      <span className={classes.organisation}>{peer.organisation.name}</span>
      {problem !== null && (
        <span className={classes.answer} role="alert">
          {problem}
        </span>
      )}
      {problem === null && answer !== null && (
        <span className={classes.answer} data-ok={answer.ok} role="status">
          {answer.text}
        </span>
      )}
      {administrator && (
        <Button size="compact-xs" variant="default" loading={echo.busy} onClick={echo.run} data-testid="peer-echo">
          {t('archive.peers.echo')}
        </Button>
      )}
      {administrator && (
        <Popover width={280} position="bottom-end" withArrow>
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('archive.peers.remove')}>
              <IconTrash size={16} stroke={1.6} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <p className={classes.question}>{t('archive.peers.removeConfirm', { aet: peer.aet })}</p>
            <Button size="xs" color="red" loading={remove.busy} onClick={remove.run}>
              {t('archive.peers.remove')}
            </Button>
          </Popover.Dropdown>
        </Popover>
      )}
    </li>
  );
}
