/** Along the bottom: the faces, and one's own microphone, camera, sound and way out. */
import { useTranslation } from 'react-i18next';
import { CameraTile } from './CameraTile';
import { DeviceMenu } from './DeviceMenu';
import classes from './Dock.module.css';
import { DeviceToggle } from './DeviceToggle';
import { LeaveButton } from './LeaveButton';
import { useRoomState } from './roomContext';
import { SoundToggle } from './SoundToggle';

export function Dock() {
  const { t } = useTranslation();
  const { cameras } = useRoomState();
  return (
    <footer className={classes.dock}>
      {cameras.length > 0 && (
        <div className={classes.cameras}>
          {cameras.map((camera) => (
            <CameraTile key={camera.person.identity} camera={camera} />
          ))}
        </div>
      )}
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
