/** Shows a window or the whole screen to the others: one click, nothing to install. */
import { IconScreenShare, IconScreenShareOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LocalScreen } from '../../../live/localScreen';
import { DockButton } from '../../room/DockButton';
import { useRoom, useRoomState } from '../../room/roomContext';
import { useStageScreen } from './useStageScreen';

export function ShareButton() {
  const { t } = useTranslation();
  const room = useRoom();
  const { screen } = useRoomState();
  useStageScreen();
  if (!LocalScreen.supported) {
    return null;
  }
  return (
    <DockButton
      icon={screen.on ? IconScreenShareOff : IconScreenShare}
      name={t('consultation.share.name')}
      action={screen.on ? t('consultation.share.stop') : t('consultation.share.start')}
      tone={screen.on ? 'on' : 'plain'}
      busy={screen.busy}
      aria-pressed={screen.on}
      data-testid="share-screen"
      onClick={() => (screen.on ? room.screen.stop() : void room.screen.start())}
    />
  );
}
