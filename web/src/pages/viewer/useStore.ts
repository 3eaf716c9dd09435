/** Follows a store of the viewer. */
import { useSyncExternalStore } from 'react';
import type { Store } from '../../viewer/store';

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
