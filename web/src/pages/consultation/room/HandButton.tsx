/** Raises one's hand, and lowers it. */
import { IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DockButton } from '../../room/DockButton';
import { useBoard, usePart } from '../boardContext';
import { useRoomParts } from '../roomSessionContext';

export function HandButton() {
  const { t } = useTranslation();
  const { presence, me } = useBoard();
  const up = usePart(useRoomParts().session.roll).some(({ id, hand }) => id === me.id && hand !== null);
  return (
    <DockButton
      icon={IconHandStop}
      name={t('consultation.hand.name')}
      action={up ? t('consultation.hand.lower') : t('consultation.hand.raise')}
      tone={up ? 'on' : 'plain'}
      aria-pressed={up}
      data-testid="raise-hand"
      onClick={() => presence.setHand(!up)}
    />
  );
}
