/** What the room is about, large: the console's live picture. */
import { useFullscreenElement } from '@mantine/hooks';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { PictureCamera } from '../../live/pictureCamera';
import { LiveCell } from './LiveCell';
import { PictureControls } from './PictureControls';
import { useRoom, useRoomState } from './roomContext';

interface StageProps {
  /** Whose stage it is: the console's room. */
  readonly room: string;
  /** Messages over the picture: inside, so that they are seen in full screen too. */
  readonly children: ReactNode;
}

export function Stage({ room, children }: StageProps) {
  const connection = useRoom();
  const state = useRoomState();
  const fullScreen = useFullscreenElement<HTMLElement>();
  const [camera] = useState(() => new PictureCamera());
  const { zoom } = useSyncExternalStore(camera.subscribe, camera.getSnapshot);
  return (
    <LiveCell
      ref={fullScreen.ref}
      facts={state}
      camera={camera}
      primary="pan"
      screening={{ room, feed: connection.screening }}
      controls={() => (
        <PictureControls
          scale={zoom}
          onZoom={(direction) => camera.zoomStep(direction)}
          onReset={() => camera.reset()}
          fullScreen={fullScreen.fullscreen}
          onFullScreen={document.fullscreenEnabled ? () => void fullScreen.toggle() : null}
        />
      )}
    >
      {children}
    </LiveCell>
  );
}
