/** Which microphone, camera and speaker to use, with a way to try them. */
import { Popover, Stack, Text } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { devicesAvailable } from '../../live/localMedia';
import { DeviceSelect } from './DeviceSelect';
import { DockButton } from './DockButton';
import { MicrophoneTest } from './MicrophoneTest';
import { SpeakerTest } from './SpeakerTest';
import { useDevices } from './useDevices';

/** @param children more settings, below the devices */
export function DeviceMenu({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const devices = useDevices(opened);
  const named = devices.some((device) => device.label !== '');
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" width={300} trapFocus>
      <Popover.Target>
        <DockButton
          icon={IconSettings}
          name={t('dock.devices')}
          action={t('devices.title')}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={t('devices.title')}>
        {devicesAvailable() ? (
          <Stack gap="sm">
            <DeviceSelect kind="audioinput" devices={devices} />
            <MicrophoneTest />
            <DeviceSelect kind="videoinput" devices={devices} />
            <DeviceSelect kind="audiooutput" devices={devices} />
            <SpeakerTest />
            {!named && (
              <Text fz="xs" c="dimmed">
                {t('devices.namesHidden')}
              </Text>
            )}
            {children}
          </Stack>
        ) : (
          <Text fz="sm">{t('devices.problem.insecure-page')}</Text>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
