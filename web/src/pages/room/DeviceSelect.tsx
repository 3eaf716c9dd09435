/** One choice of device. */
import { NativeSelect, Text } from '@mantine/core';
import { supportsAudioOutputSelection } from 'livekit-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_DEVICE, rememberedDevice } from '../../live/devicePreferences';
import { useRoom } from './roomContext';

const LABELS = { audioinput: 'devices.microphone', videoinput: 'devices.camera', audiooutput: 'devices.speaker' } as const;

interface DeviceSelectProps {
  readonly kind: MediaDeviceKind;
  readonly devices: readonly MediaDeviceInfo[];
  readonly onChosen?: () => void;
}

export function DeviceSelect({ kind, devices, onChosen }: DeviceSelectProps) {
  const { t } = useTranslation();
  const room = useRoom();
  const [chosen, setChosen] = useState(() => rememberedDevice(kind));
  if (kind === 'audiooutput' && !supportsAudioOutputSelection()) {
    return (
      <Text fz="xs" c="dimmed">
        {t('devices.speakerFixed')}
      </Text>
    );
  }
  const known = devices.filter(
    (device) => device.kind === kind && device.label !== '' && device.deviceId !== DEFAULT_DEVICE,
  );
  return (
    <NativeSelect
      label={t(LABELS[kind])}
      size="sm"
      value={known.some((device) => device.deviceId === chosen) ? chosen : DEFAULT_DEVICE}
      data={[
        { value: DEFAULT_DEVICE, label: t('devices.systemDefault') },
        ...known.map((device) => ({ value: device.deviceId, label: device.label })),
      ]}
      onChange={(event) => {
        const deviceId = event.currentTarget.value;
        setChosen(deviceId);
        void room.media.choose(kind, deviceId);
        onChosen?.();
      }}
    />
  );
}
