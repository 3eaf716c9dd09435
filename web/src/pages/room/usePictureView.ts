/** Zooms and moves a picture by wheel, drag, two fingers and keys. */
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { panBy, pinch, type Point, type Size, type View, WHOLE, zoomAt } from '../../ui/zoom';

/** One notch of a usual wheel (deltaY 100) zooms by a fifth. */
const ZOOM_PER_WHEEL_PIXEL = 0.0018;
const ZOOM_STEP = 1.25;
const KEY_PAN = 60;

export interface PictureView {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly view: View;
  /** Zooms about the centre: 1 in, -1 out. */
  readonly zoom: (direction: 1 | -1) => void;
  readonly reset: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function usePictureView(): PictureView {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(WHOLE);
  const change = useCallback((next: (view: View, size: Size) => View) => {
    const element = frame.current;
    if (element !== null) {
      setView((current) => next(current, { width: element.clientWidth, height: element.clientHeight }));
    }
  }, []);
  const reset = useCallback(() => setView(WHOLE), []);
  const zoom = useCallback(
    (direction: 1 | -1) => change((current, size) => zoomAt(current, { x: 0, y: 0 }, ZOOM_STEP ** direction, size)),
    [change],
  );

  useEffect(() => {
    const element = frame.current;
    return element === null ? undefined : followPointers(element, change, reset);
  }, [change, reset]);

  const onKeyDown = (event: KeyboardEvent) => {
    const action = keyActions(zoom, reset, (dx, dy) => change((current, size) => panBy(current, dx, dy, size)))[event.key];
    if (action !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      action();
    }
  };
  return { frame, view, zoom, reset, onKeyDown };
}

function keyActions(
  zoom: (direction: 1 | -1) => void,
  reset: () => void,
  pan: (dx: number, dy: number) => void,
): Record<string, () => void> {
  return {
    '+': () => zoom(1),
    '=': () => zoom(1),
    '-': () => zoom(-1),
    '0': reset,
    ArrowLeft: () => pan(KEY_PAN, 0),
    ArrowRight: () => pan(-KEY_PAN, 0),
    ArrowUp: () => pan(0, KEY_PAN),
    ArrowDown: () => pan(0, -KEY_PAN),
  };
}

type Change = (next: (view: View, size: Size) => View) => void;

/** Listens until the returned function is called. React's own wheel listener is passive and could not stop the page from scrolling. */
function followPointers(element: HTMLElement, change: Change, reset: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const down = new Map<number, Point>();

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const at = fromCentre(element, event);
      change((view, size) => zoomAt(view, at, Math.exp(-event.deltaY * ZOOM_PER_WHEEL_PIXEL), size));
    },
    { passive: false, signal },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      element.setPointerCapture(event.pointerId);
      down.set(event.pointerId, fromCentre(element, event));
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const before = down.get(event.pointerId);
      if (before === undefined) {
        return;
      }
      const after = fromCentre(element, event);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      down.set(event.pointerId, after);
      if (other === undefined) {
        change((view, size) => panBy(view, after.x - before.x, after.y - before.y, size));
        return;
      }
      const { at, factor, dx, dy } = pinch([before, other], [after, other]);
      change((view, size) => zoomAt(panBy(view, dx, dy, size), at, factor, size));
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, (event) => down.delete(event.pointerId), { signal });
  }
  element.addEventListener('dblclick', reset, { signal });
  return () => stop.abort();
}

function fromCentre(element: HTMLElement, event: MouseEvent): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
}
