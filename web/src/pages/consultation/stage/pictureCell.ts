/** A running or frozen picture as the others follow it, and as keys and buttons move it. */
import type { CellView } from '../../../board/following';
import type { MarkTarget, Place } from '../../../board/schema';
import type { PictureCamera } from '../../../live/pictureCamera';
import type { ViewCommand } from '../../../viewer/view';
import type { CellControls } from '../roomSession';

export function pictureCellView(camera: PictureCamera): CellView {
  return {
    read: () => camera.getSnapshot(),
    apply: (view) => {
      if (view.kind === 'picture') {
        camera.show(view);
      }
    },
    subscribe: (listener) => camera.subscribe(() => listener(camera.byHand)),
  };
}

/** @param target what is shown; null while nothing is */
export function pictureControls(camera: PictureCamera, target: MarkTarget | null, label: string): CellControls {
  return {
    view: null,
    step: () => undefined,
    run: (command) => runOnPicture(camera, command),
    choosePreset: () => undefined,
    togglePlay: () => false,
    keyImage: () => null,
    place: (): Place | null => (target?.kind === 'frozen' ? { kind: 'picture', picture: target.picture, label } : null),
    target: () => target,
  };
}

/** A live picture is neither turned nor windowed. */
function runOnPicture(camera: PictureCamera, command: ViewCommand): void {
  if (command === 'zoomIn' || command === 'zoomOut') {
    camera.zoomStep(command === 'zoomIn' ? 1 : -1);
  } else if (command === 'reset') {
    camera.reset();
  }
}
