/** Freezes what a video shows for everybody: the frame is taken here, kept by the server, and shown on every stage. */
import type { RemoteVideoTrack } from 'livekit-client';
import { addPicture } from '../../../api/pictures';
import { grabFrame } from '../../../live/grabFrame';
import { useAction } from '../../../ui/useAction';
import { useBoard } from '../boardContext';

interface Freeze {
  readonly busy: boolean;
  readonly problem: string | null;
  readonly run: () => void;
}

export function useFreeze(source: string, video: () => HTMLVideoElement | null, track: RemoteVideoTrack | null): Freeze {
  const board = useBoard();
  return useAction(async () => {
    const element = video();
    if (element === null || element.videoWidth === 0) {
      return;
    }
    const { picture, width, height, capturedAt } = await grabFrame(element, track);
    const { sha256 } = await addPicture(board.consultation, picture);
    board.frozen.freeze(source, { picture: sha256, width, height, capturedAt });
  });
}
