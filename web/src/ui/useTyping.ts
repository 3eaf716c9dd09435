/** A text field whose value is taken once the person pauses, and never in the middle of composing a Chinese word. */
import { useDebouncedCallback } from '@mantine/hooks';
import { type ChangeEvent, type CompositionEvent, type KeyboardEvent, useState } from 'react';

const PAUSE_MS = 250;

/** @param value as it was last taken; @param take is given what was typed, trimmed */
export function useTyping(value: string, take: (text: string) => void) {
  const [typed, setTyped] = useState(value);
  const [taken, setTaken] = useState(value);
  const takeLater = useDebouncedCallback((text: string) => take(text.trim()), PAUSE_MS);
  // Changed from elsewhere: filters were cleared, or a person went back.
  if (taken !== value) {
    setTaken(value);
    if (typed.trim() !== value) {
      setTyped(value);
    }
  }
  return {
    value: typed,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      setTyped(event.currentTarget.value);
      if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing)) {
        takeLater(event.currentTarget.value);
      }
    },
    onCompositionEnd: (event: CompositionEvent<HTMLInputElement>) => takeLater(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
        takeLater.flush();
      }
    },
  };
}
