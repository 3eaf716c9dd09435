/** What an upload needs of a browser. */
import { storeInstances } from './stowRequest';
import type { UploadWorld } from './stowUpload';

export const browserWorld: UploadWorld = {
  store: storeInstances,
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const finish = () => {
        window.clearTimeout(timer);
        window.removeEventListener('online', finish);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = window.setTimeout(finish, ms);
      window.addEventListener('online', finish);
      signal.addEventListener('abort', finish);
    }),
};
