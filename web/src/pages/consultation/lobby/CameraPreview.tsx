/** What the chosen camera sees, for oneself alone. */
import { IconVideoOff } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_DEVICE, rememberedDevice } from '../../../live/devicePreferences';
import { useRoom } from '../../room/roomContext';
import classes from './CameraPreview.module.css';

interface CameraPreviewProps {
  readonly on: boolean;
  /** The browser gave the camera, and tells the names of devices from now on. */
  readonly onAllowed: () => void;
}

export function CameraPreview({ on, onAllowed }: CameraPreviewProps) {
  const { t } = useTranslation();
  const room = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  const allowed = useEffectEvent(onAllowed);
  useEffect(() => {
    if (!on) {
      return;
    }
    let stream: MediaStream | null = null;
    let gone = false;
    openCamera().then(
      (opened) => {
        stream = opened;
        if (gone) {
          stop(opened);
        } else if (video.current !== null) {
          video.current.srcObject = opened;
          allowed();
        }
      },
      (error: unknown) => gone || room.media.report('videoinput', error),
    );
    return () => {
      gone = true;
      stop(stream);
    };
  }, [on, room]);
  return (
    <div className={classes.preview}>
      {on ? (
        <video ref={video} className={classes.video} data-testid="camera-preview" aria-label={t('consultation.lobby.preview')} autoPlay playsInline muted />
      ) : (
        <IconVideoOff size={32} stroke={1.2} role="img" aria-label={t('consultation.lobby.cameraOff')} />
      )}
    </div>
  );
}

function openCamera(): Promise<MediaStream> {
  const deviceId = rememberedDevice('videoinput');
  return navigator.mediaDevices.getUserMedia({ video: deviceId === DEFAULT_DEVICE ? true : { deviceId } });
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}
