/** Turns the microphone or the camera on and off. */
import { type Icon, IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InputKind } from '../../live/localMedia';
import { DockButton } from './DockButton';
import { useRoom, useRoomState } from './roomContext';

interface Look {
  readonly testId: string;
  readonly icons: { readonly on: Icon; readonly off: Icon };
  readonly name: 'dock.microphone' | 'dock.camera';
  readonly actions: {
    readonly on: 'dock.muteMicrophone' | 'dock.stopCamera';
    readonly off: 'dock.unmuteMicrophone' | 'dock.startCamera';
  };
}

const LOOKS: Readonly<Record<InputKind, Look>> = {
  audioinput: {
    testId: 'mic-toggle',
    icons: { on: IconMicrophone, off: IconMicrophoneOff },
    name: 'dock.microphone',
    actions: { on: 'dock.muteMicrophone', off: 'dock.unmuteMicrophone' },
  },
  videoinput: {
    testId: 'camera-toggle',
    icons: { on: IconVideo, off: IconVideoOff },
    name: 'dock.camera',
    actions: { on: 'dock.stopCamera', off: 'dock.startCamera' },
  },
};

export function DeviceToggle({ kind }: { readonly kind: InputKind }) {
  const { t } = useTranslation();
  const room = useRoom();
  const { media } = useRoomState();
  const { on, busy } = media[kind];
  const look = LOOKS[kind];
  const position = on ? 'on' : 'off';
  return (
    <DockButton
      icon={look.icons[position]}
      name={t(look.name)}
      action={t(look.actions[position])}
      tone={on ? 'on' : 'plain'}
      busy={busy}
      aria-pressed={on}
      data-testid={look.testId}
      onClick={() => void room.media.set(kind, !on)}
    />
  );
}
