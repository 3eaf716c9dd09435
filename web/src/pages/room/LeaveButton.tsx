/** Leaves the room for the home page. */
import { IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { DockButton } from './DockButton';

export function LeaveButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <DockButton
      icon={IconPhoneOff}
      name={t('dock.leave')}
      action={t('dock.leave')}
      tone="leave"
      data-testid="leave-room"
      onClick={() => void navigate('/')}
    />
  );
}
