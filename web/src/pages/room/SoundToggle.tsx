/** Hears the others, or not. */
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DockButton } from './DockButton';
import { useRoom, useRoomState } from './roomContext';

export function SoundToggle() {
  const { t } = useTranslation();
  const room = useRoom();
  const { soundOn } = useRoomState();
  return (
    <DockButton
      icon={soundOn ? IconVolume : IconVolumeOff}
      name={t('dock.sound')}
      action={soundOn ? t('dock.muteSound') : t('dock.unmuteSound')}
      aria-pressed={soundOn}
      onClick={() => room.setSound(!soundOn)}
    />
  );
}
