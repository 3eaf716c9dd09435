/** One's own camera, microphone and speaker, tried before anybody sees or hears. */
import { Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { devicesAvailable, type InputKind } from '../../../live/localMedia';
import { Notice } from '../../../ui/Notice';
import { DeviceSelect } from '../../room/DeviceSelect';
import { MicrophoneTest } from '../../room/MicrophoneTest';
import { useRoom, useRoomState } from '../../room/roomContext';
import { SpeakerTest } from '../../room/SpeakerTest';
import { useDevices } from '../../room/useDevices';
import { useMayHere } from '../consultationContext';
import { CameraPreview } from './CameraPreview';
import classes from './Lobby.module.css';

export function DeviceCard() {
  const { t } = useTranslation();
  const room = useRoom();
  const { media } = useRoomState();
  const speaks = useMayHere('speak');
  const shows = useMayHere('camera');
  const [camera, setCamera] = useState(0);
  const [allowed, setAllowed] = useState(false);
  const devices = useDevices(true, allowed);
  const toggle = (kind: InputKind, on: boolean) => void room.media.set(kind, on);
  if (!devicesAvailable()) {
    return (
      <section className={classes.card} aria-label={t('devices.title')}>
        <Text fz="sm">{t('devices.problem.insecure-page')}</Text>
      </section>
    );
  }
  return (
    <section className={classes.card} aria-label={t('devices.title')}>
      {shows && (
        <>
          <CameraPreview key={camera} on={media.videoinput.wanted} onAllowed={() => setAllowed(true)} />
          <Switch label={t('consultation.lobby.cameraOn')} checked={media.videoinput.wanted} data-testid="lobby-camera" onChange={(event) => toggle('videoinput', event.currentTarget.checked)} />
          <DeviceSelect kind="videoinput" devices={devices} onChosen={() => setCamera(camera + 1)} />
        </>
      )}
      {speaks && (
        <>
          <Switch label={t('consultation.lobby.microphoneOn')} checked={media.audioinput.wanted} data-testid="lobby-microphone" onChange={(event) => toggle('audioinput', event.currentTarget.checked)} />
          <DeviceSelect kind="audioinput" devices={devices} />
          <MicrophoneTest />
        </>
      )}
      {(['audioinput', 'videoinput'] as const).map((kind) => {
        const { problem } = media[kind];
        return (
          problem !== null && (
            <Notice key={kind} tone="warning">
              {t(`devices.problem.${problem}`, { device: kind === 'audioinput' ? t('devices.microphone') : t('devices.camera') })}
            </Notice>
          )
        );
      })}
      <DeviceSelect kind="audiooutput" devices={devices} />
      <SpeakerTest />
      <Text fz="xs" c="dimmed">
        {t('consultation.lobby.noDevices')}
      </Text>
    </section>
  );
}
