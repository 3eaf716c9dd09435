/** Gives the page's keys to whoever reads images. Not while somebody types. */
import { useEffect } from 'react';
import { isTyping } from '../../ui/isTyping';
import { press, type Reading } from '../../viewer/readingKeys';

/** @param reading the same object as long as nothing about it changes */
export function useReadingKeys(reading: Reading): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isForPage(event) && press(reading, event)) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [reading]);
}

function isForPage({ defaultPrevented, target, key }: KeyboardEvent): boolean {
  // A button that has the focus is pressed by the space bar.
  const pressesButton = key === ' ' && target instanceof HTMLButtonElement;
  return !defaultPrevented && !isTyping(target) && !pressesButton;
}
