/** A window or screen that somebody shares: others point at it and draw on it. */
import { useTranslation } from 'react-i18next';
import { useRoomState } from '../../room/roomContext';
import { useConsultationParts } from '../consultationContext';
import { PlainPictureCell } from './PlainPictureCell';

interface ScreenCellProps {
  readonly at: number;
  /** Whose screen it is. */
  readonly attendee: string;
}

export function ScreenCell({ at, attendee }: ScreenCellProps) {
  const { t } = useTranslation();
  const { screens } = useRoomState();
  const { consultation } = useConsultationParts();
  const screen = screens.find(({ person }) => person.userId === attendee) ?? null;
  const owner = screen?.person ?? consultation.present.find(({ id }) => id === attendee) ?? null;
  return (
    <PlainPictureCell
      at={at}
      source={attendee}
      title={t('consultation.screen.of', { name: owner?.name ?? '' })}
      detail={owner?.organisation ?? ''}
      track={screen?.track ?? null}
      gone={t('consultation.screen.ended')}
    />
  );
}
