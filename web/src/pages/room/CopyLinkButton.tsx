/** Copies this room's address, to bring a colleague in. */
import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function CopyLinkButton() {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  if (navigator.clipboard === undefined) {
    return null; // browsers give the clipboard to HTTPS pages only
  }
  const Icon = clipboard.copied ? IconCheck : IconLink;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon size={14} />}
      onClick={() => clipboard.copy(window.location.href)}
    >
      {clipboard.copied ? t('people.copied') : t('people.copyLink')}
    </Button>
  );
}
