/** Along the bottom: the faces, and one's own microphone, camera, screen, hand, sound and way out. */
import { Switch } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { CameraRow } from '../../room/CameraRow';
import { DeviceMenu } from '../../room/DeviceMenu';
import { DeviceToggle } from '../../room/DeviceToggle';
import classes from '../../room/Dock.module.css';
import { LeaveButton } from '../../room/LeaveButton';
import { SoundToggle } from '../../room/SoundToggle';
import { useMayHere } from '../consultationContext';
import { HandButton } from './HandButton';
import { PUSH_TO_TALK } from './pushToTalk';
import { ShareButton } from './ShareButton';

interface RoomDockProps {
  readonly onLeave: (() => void) | null;
}

export function RoomDock({ onLeave }: RoomDockProps) {
  const { t } = useTranslation();
  const maySpeak = useMayHere('speak');
  const mayShow = useMayHere('camera');
  const mayShare = useMayHere('screen');
  const [pushToTalk, setPushToTalk] = useLocalStorage(PUSH_TO_TALK);
  return (
    <footer className={classes.dock}>
      <CameraRow />
      <div className={classes.controls} role="toolbar" aria-label={t('dock.label')}>
        {maySpeak && <DeviceToggle kind="audioinput" />}
        {mayShow && <DeviceToggle kind="videoinput" />}
        {mayShare && <ShareButton />}
        <HandButton />
        <SoundToggle />
        <DeviceMenu>
          {maySpeak && <Switch size="sm" label={t('consultation.pushToTalk')} checked={pushToTalk} data-testid="push-to-talk" onChange={(event) => setPushToTalk(event.currentTarget.checked)} />}
        </DeviceMenu>
        <LeaveButton {...(onLeave !== null && { onLeave })} />
      </div>
    </footer>
  );
}
