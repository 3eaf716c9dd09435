/** A picture in a cell of the stage: followed, driven by keys, and drawn upon. */
import { useEffect, useMemo, useState } from 'react';
import type { FrozenPicture, MarkTarget } from '../../../board/schema';
import type { PictureSurface } from '../../../ink/pictureSurface';
import { PictureCamera } from '../../../live/pictureCamera';
import { useBoard, usePart } from '../boardContext';
import { useRoomParts } from '../roomSessionContext';
import { pictureCellView, pictureControls } from './pictureCell';
import { usePictureSurface } from './usePictureSurface';

interface PictureCell {
  readonly camera: PictureCamera;
  readonly surface: PictureSurface;
  /** Shown instead of the running picture; null while that runs. */
  readonly frozen: FrozenPicture | null;
}

/**
 * @param source the console's room, or the attendee whose screen it is
 * @param label what the picture is called where something leads to it
 */
export function usePictureCell(at: number, source: string, label: string): PictureCell {
  const board = useBoard();
  const { session } = useRoomParts();
  const [camera] = useState(() => new PictureCamera());
  const frozen = usePart(board.frozen).get(source) ?? null;
  const picture = frozen?.picture ?? null;
  const target = useMemo((): MarkTarget => (picture === null ? { kind: 'live', source } : { kind: 'frozen', picture }), [picture, source]);
  const surface = usePictureSurface(camera, target);
  useEffect(() => board.following.attach(at, pictureCellView(camera)), [board, at, camera]);
  useEffect(() => session.attach(at, pictureControls(camera, target, label)), [session, at, camera, target, label]);
  return { camera, surface, frozen };
}
