/** Asks for a text over the picture, where it will be written. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './InkLayer.module.css';
import type { Point } from './matrix';

interface TextFieldProps {
  /** CSS pixels of the layer. */
  readonly at: Point;
  readonly before: string;
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

const MOST_LETTERS = 200;
/** The picture below must not hear of these. */
const KEPT = ['pointerdown', 'pointermove', 'pointerup', 'mousedown', 'touchstart', 'wheel', 'dblclick'] as const;

export function TextField({ at: [x, y], before, onDone, onCancel }: TextFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const input = field.current;
    if (input === null) {
      return undefined;
    }
    const { signal, stop } = stoppable();
    // React would stop them too late: the picture's own listeners are nearer than React's.
    for (const name of KEPT) {
      input.addEventListener(name, (event) => event.stopPropagation(), { signal });
    }
    input.addEventListener('keydown', (event) => keyPressed(event, () => onDone(input.value), onCancel), { signal });
    document.addEventListener('pointerdown', ({ target }) => target !== input && onDone(input.value), { signal, capture: true });
    input.focus();
    input.select();
    return stop;
  }, [onDone, onCancel]);

  return (
    <input
      ref={field}
      className={classes.field}
      style={{ left: `clamp(4px, ${x}px, calc(100% - 228px))`, top: `clamp(4px, ${y - 16}px, calc(100% - 40px))` }}
      defaultValue={before}
      maxLength={MOST_LETTERS}
      aria-label={t('ink.text')}
      title={t('ink.textHelp')}
      placeholder={t('ink.text')}
      data-testid="ink-text"
    />
  );
}

function stoppable(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, stop: () => controller.abort() };
}

/** Enter also chooses a word while Chinese is being typed. */
function keyPressed(event: KeyboardEvent, done: () => void, cancel: () => void): void {
  event.stopPropagation();
  if (event.key === 'Enter' && !event.isComposing) {
    done();
  } else if (event.key === 'Escape' && !event.isComposing) {
    cancel();
  }
}
