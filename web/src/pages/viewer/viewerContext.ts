/** What the parts of the viewer page share: the session, and the study it shows. */
import { createContext, useContext } from 'react';
import type { StudyDetails } from '../../api/archive';
import type { SessionState, ViewerSession } from '../../viewer/viewerSession';
import { useStore } from './useStore';

export interface ViewerParts {
  readonly session: ViewerSession;
  readonly study: StudyDetails;
}

export const ViewerContext = createContext<ViewerParts | null>(null);

export function useViewer(): ViewerParts {
  const parts = useContext(ViewerContext);
  if (parts === null) {
    throw new Error('useViewer needs a ViewerContext above it');
  }
  return parts;
}

export function useSessionState(): SessionState {
  return useStore(useViewer().session);
}
