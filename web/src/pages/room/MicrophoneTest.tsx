/** Shows how loud the microphone hears: of itself while it is on, on request while it is off. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_DEVICE, rememberedDevice } from '../../live/devicePreferences';
import { LevelMeter } from './LevelMeter';
import { useRoom, useRoomState } from './roomContext';

export function MicrophoneTest() {
  const { t } = useTranslation();
  const room = useRoom();
  const { media } = useRoomState();
  const [tested, setTested] = useState<MediaStreamTrack | null>(null);
  useEffect(() => () => tested?.stop(), [tested]);

  if (media.audioinput.on && room.media.microphoneTrack !== null) {
    return <LevelMeter track={room.media.microphoneTrack} />;
  }
  if (tested !== null) {
    return (
      <>
        <LevelMeter track={tested} />
        <Button size="xs" variant="default" onClick={() => setTested(null)}>
          {t('devices.stopTest')}
        </Button>
      </>
    );
  }
  return (
    <Button size="xs" variant="default" onClick={() => void openMicrophone().then(setTested, (error: unknown) => room.media.report('audioinput', error))}>
      {t('devices.testMicrophone')}
    </Button>
  );
}

async function openMicrophone(): Promise<MediaStreamTrack | null> {
  const deviceId = rememberedDevice('audioinput');
  const audio = deviceId === DEFAULT_DEVICE ? true : { deviceId };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  return stream.getAudioTracks()[0] ?? null;
}
