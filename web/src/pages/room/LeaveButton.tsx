/** Leaves the room. */
import { IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { DockButton } from './DockButton';

/** @param onLeave where somebody goes who has no home page */
export function LeaveButton({ onLeave }: { readonly onLeave?: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <DockButton
      icon={IconPhoneOff}
      name={t('dock.leave')}
      action={t('dock.leave')}
      tone="leave"
      data-testid="leave-room"
      onClick={() => (onLeave === undefined ? void navigate('/') : onLeave())}
    />
  );
}
