/** Says when the room is not connected, and what happens about it. */
import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services';
import classes from './ConnectionBanner.module.css';
import { useRoom, useRoomState } from './roomContext';

export function ConnectionBanner() {
  const { t } = useTranslation();
  const room = useRoom();
  const { session } = useServices();
  const { phase, problem } = useRoomState();
  if (phase === 'connected' || (phase === 'joining' && (problem === null || problem === 'no-such-room'))) {
    return null; // joining is quick, and the stage itself says when there is no such room
  }
  return (
    <div className={classes.banner} data-testid="connection-banner" data-phase={phase} role="status">
      {phase === 'ended' ? (
        <IconAlertTriangle size={16} aria-hidden="true" className={classes.icon} />
      ) : (
        <Loader size={14} color="yellow" />
      )}
      <span>
        {phase !== 'ended' && t(`connection.${phase}`)} {problem !== null && t(`connection.problem.${problem}`)}
      </span>
      {phase === 'ended' && problem === 'signed-out' && (
        <Button size="compact-xs" variant="light" onClick={() => session.expire()}>
          {t('connection.signIn')}
        </Button>
      )}
      {phase === 'ended' && (problem === 'removed' || problem === 'joined-elsewhere') && (
        <Button size="compact-xs" variant="light" onClick={() => void room.join()}>
          {t('connection.rejoin')}
        </Button>
      )}
    </div>
  );
}
