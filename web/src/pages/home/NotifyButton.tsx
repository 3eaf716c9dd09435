/** Lets experts allow that calls for help reach them outside of the browser's window too. */
import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function NotifyButton() {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (permission !== 'default' || !window.isSecureContext) {
    return null; // decided before, or this browser notifies nobody
  }
  const ask = async () => setPermission(await Notification.requestPermission());
  return (
    <Button variant="subtle" color="gray" size="xs" leftSection={<IconBell size={16} />} onClick={() => void ask()}>
      {t('consultations.call.notify')}
    </Button>
  );
}
