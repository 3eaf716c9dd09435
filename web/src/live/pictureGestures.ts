/** Wheel, drags and fingers on a picture: what a press does depends on its button, as in every reading room. */
import { pinch, type Point } from '../ui/zoom';
import type { PictureCamera } from './pictureCamera';

/** What the left button and one finger do. */
export type DragAction = 'pan' | 'zoom' | 'none';

/** One notch of a usual wheel (deltaY 100) zooms by a fifth. */
const ZOOM_PER_WHEEL_PIXEL = 0.0018;
/** A drag down over 200 pixels zooms in by about e; down, as on stored images. */
const ZOOM_PER_DRAG_PIXEL = 0.005;

const PRIMARY = 0;
const MIDDLE = 1;
const SECONDARY = 2;

interface Press {
  at: Point;
  readonly start: Point;
  readonly action: DragAction;
}

/** Listens until the returned function is called. React's own wheel listener is passive and could not stop the page from scrolling. */
export function followGestures(element: HTMLElement, camera: PictureCamera, primary: () => DragAction): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const pressed = new Map<number, Press>();

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      camera.zoomAt(fromCentre(element, event), Math.exp(-event.deltaY * ZOOM_PER_WHEEL_PIXEL));
    },
    { passive: false, signal },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      const at = fromCentre(element, event);
      const action = actionOf(event, primary());
      pressed.set(event.pointerId, { at, start: at, action });
      // Whoever draws on the picture keeps the pointer.
      if (action !== 'none') {
        element.setPointerCapture(event.pointerId);
      }
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const press = pressed.get(event.pointerId);
      if (press === undefined) {
        return;
      }
      const after = fromCentre(element, event);
      const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) {
        drag(camera, press, after);
      } else {
        const { at, factor, dx, dy } = pinch([press.at, other.at], [after, other.at]);
        camera.panBy(dx, dy);
        camera.zoomAt(at, factor);
      }
      press.at = after;
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, (event) => pressed.delete(event.pointerId), { signal });
  }
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  return () => stop.abort();
}

function actionOf({ button, pointerType }: PointerEvent, primary: DragAction): DragAction {
  switch (button) {
    case PRIMARY:
      return primary;
    case MIDDLE:
      return 'pan';
    case SECONDARY:
      return pointerType === 'touch' ? 'none' : 'zoom';
    default:
      return 'none';
  }
}

function drag(camera: PictureCamera, { at, start, action }: Press, after: Point): void {
  if (action === 'pan') {
    camera.panBy(after.x - at.x, after.y - at.y);
  } else if (action === 'zoom') {
    camera.zoomAt(start, Math.exp((after.y - at.y) * ZOOM_PER_DRAG_PIXEL));
  }
}

function fromCentre(element: HTMLElement, event: MouseEvent): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
}
