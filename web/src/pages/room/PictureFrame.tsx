/** The frame in which a running or frozen picture is magnified and moved, by wheel, drag, fingers and keys. */
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureCamera } from '../../live/pictureCamera';
import { type DragAction, followGestures } from '../../live/pictureGestures';
import classes from './PictureFrame.module.css';
import { useFrameSize } from './useFrameSize';

const KEY_PAN = 60;

interface PictureFrameProps {
  readonly camera: PictureCamera;
  /** What the left button and one finger do. */
  readonly primary: DragAction;
  readonly label: string;
  /** Magnified and moved. */
  readonly children: ReactNode;
  /** Over the picture; places itself. */
  readonly layer?: ReactNode;
}

export function PictureFrame({ camera, primary, label, children, layer }: PictureFrameProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const view = useSyncExternalStore(camera.subscribe, camera.getSnapshot);
  useSyncExternalStore(camera.geometry.subscribe, camera.geometry.getSnapshot);
  useFrameSize(frame, camera);
  const primaryNow = useEffectEvent(() => primary);
  useEffect(() => {
    const element = frame.current;
    return element === null ? undefined : followGestures(element, camera, () => primaryNow());
  }, [camera]);

  const onKeyDown = (event: KeyboardEvent) => {
    const action = keyActions(camera)[event.key];
    if (action !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      action();
    }
  };
  return (
    <div
      ref={frame}
      className={classes.frame}
      data-zoomed={view.zoom > 1}
      data-grip={view.zoom > 1 && primary === 'pan'}
      role="group"
      tabIndex={0}
      aria-label={label}
      aria-description={t('picture.keys')}
      onKeyDown={onKeyDown}
      onDoubleClick={() => primary === 'pan' && camera.reset()}
    >
      <div className={classes.picture} style={{ transform: camera.transformOf(view) }}>
        {children}
      </div>
      {layer}
    </div>
  );
}

function keyActions(camera: PictureCamera): Record<string, () => void> {
  return {
    '+': () => camera.zoomStep(1),
    '=': () => camera.zoomStep(1),
    '-': () => camera.zoomStep(-1),
    '0': () => camera.reset(),
    ArrowLeft: () => camera.panBy(KEY_PAN, 0),
    ArrowRight: () => camera.panBy(-KEY_PAN, 0),
    ArrowUp: () => camera.panBy(0, KEY_PAN),
    ArrowDown: () => camera.panBy(0, -KEY_PAN),
  };
}
