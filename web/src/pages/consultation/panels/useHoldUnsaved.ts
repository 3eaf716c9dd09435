/** Asks before the page is closed while changes are only in it. */
import { useEffect } from 'react';

/** @param question shown by browsers that show one */
export function useHoldUnsaved(unsaved: number, question: string): void {
  const held = unsaved > 0;
  useEffect(() => {
    if (!held) {
      return;
    }
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
      event.returnValue = question;
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [held, question]);
}
