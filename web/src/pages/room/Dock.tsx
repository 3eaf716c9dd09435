/** Along the bottom: the faces, and one's own microphone, camera, sound and way out. */
import { useTranslation } from 'react-i18next';
import { CameraRow } from './CameraRow';
import { DeviceMenu } from './DeviceMenu';
import classes from './Dock.module.css';
import { DeviceToggle } from './DeviceToggle';
import { LeaveButton } from './LeaveButton';
import { SoundToggle } from './SoundToggle';

export function Dock() {
  const { t } = useTranslation();
  return (
    <footer className={classes.dock}>
      <CameraRow />
      <div className={classes.controls} role="toolbar" aria-label={t('dock.label')}>
        <DeviceToggle kind="audioinput" />
        <DeviceToggle kind="videoinput" />
        <SoundToggle />
        <DeviceMenu />
        <LeaveButton />
      </div>
    </footer>
  );
}
