/** Lets the tab's title alternate with a text, for people who look at another tab. */
import { useEffect } from 'react';

const FLASH_MS = 1000;

/** @param text null while there is nothing to tell */
export function useTitleFlash(text: string | null): void {
  useEffect(() => {
    if (text === null) {
      return;
    }
    let own = document.title;
    const show = () => {
      document.title = text;
    };
    // The page may have given itself another title meanwhile.
    const hide = () => {
      if (document.title === text) {
        document.title = own;
      }
    };
    const flash = () => {
      if (document.title === text) {
        hide();
      } else {
        own = document.title;
        show();
      }
    };
    show();
    const timer = window.setInterval(flash, FLASH_MS);
    return () => {
      window.clearInterval(timer);
      hide();
    };
  }, [text]);
}
