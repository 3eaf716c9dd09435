/** What stands between a person and being seen or heard, each with the way out. */
import { Button, CloseButton } from '@mantine/core';
import { IconInfoCircle, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InputKind } from '../../live/localMedia';
import { Notice } from '../../ui/Notice';
import classes from './Notices.module.css';
import { useRoom, useRoomState } from './roomContext';

const INPUTS: readonly InputKind[] = ['audioinput', 'videoinput'];

export function Notices() {
  const { t } = useTranslation();
  const room = useRoom();
  const { media, screen, soundBlocked, soundOn } = useRoomState();
  const problems = INPUTS.flatMap((kind) => {
    const { problem } = media[kind];
    return problem === null ? [] : [{ kind, problem }];
  });
  return (
    <div className={classes.notices}>
      {soundBlocked && soundOn && (
        <Notice
          tone="warning"
          icon={IconVolumeOff}
          actions={
            <Button size="compact-sm" onClick={() => void room.startSound()}>
              {t('dock.startSound')}
            </Button>
          }
        >
          {t('dock.soundBlocked')}
        </Notice>
      )}
      {problems.map(({ kind, problem }) => (
        <Notice
          key={kind}
          tone="warning"
          icon={IconInfoCircle}
          actions={
            <CloseButton size="sm" aria-label={t('people.close')} onClick={() => room.media.dismissProblem(kind)} />
          }
        >
          {t(`devices.problem.${problem}`, {
            device: kind === 'audioinput' ? t('devices.microphone') : t('devices.camera'),
          })}
        </Notice>
      ))}
      {screen.problem !== null && (
        <Notice tone="warning" icon={IconInfoCircle} actions={<CloseButton size="sm" aria-label={t('people.close')} onClick={() => room.screen.dismissProblem()} />}>
          {t(`consultation.share.problem.${screen.problem}`)}
        </Notice>
      )}
    </div>
  );
}
