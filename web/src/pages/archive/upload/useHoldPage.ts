/** Asks before the page is closed in the middle of an upload. */
import { useEffect } from 'react';
import type { Upload } from '../../../api/stowUpload';

/** @param question shown by browsers that show one */
export function useHoldPage(upload: Upload, question: string): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (upload.active) {
        event.preventDefault();
        event.returnValue = question;
      }
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [upload, question]);
}
