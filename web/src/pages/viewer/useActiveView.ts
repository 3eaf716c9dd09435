/** The viewport that commands go to, with its state; null while none is there. */
import { useSyncExternalStore } from 'react';
import { EMPTY_VIEW, type ViewState } from '../../viewer/view';
import type { StackView } from '../../viewer/stackView';
import { useStore } from './useStore';
import { useViewer } from './viewerContext';

export function useActiveView(): StackView | null {
  const { session } = useViewer();
  const views = useStore(session.views);
  const { active } = useStore(session);
  return views.get(active) ?? null;
}

const nothing = { subscribe: () => () => undefined, getSnapshot: () => EMPTY_VIEW };

export function useActiveViewState(): ViewState {
  const { subscribe, getSnapshot } = useActiveView() ?? nothing;
  return useSyncExternalStore(subscribe, getSnapshot);
}
