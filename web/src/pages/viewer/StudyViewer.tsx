/** The viewer of one study, wide or on a phone. */
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { StudyDetails } from '../../api/archive';
import { NARROW } from '../../ui/phone';
import { PhoneBar } from './PhoneBar';
import { SeriesStrip } from './SeriesStrip';
import { SidePanel } from './SidePanel';
import { Stage } from './Stage';
import classes from './StudyViewer.module.css';
import { TextPrompt } from './TextPrompt';
import { ToolColumn } from './ToolColumn';
import { TopBar } from './TopBar';
import { useKeyboard } from './useKeyboard';
import { useViewerSession } from './useViewerSession';
import { ViewerContext, type ViewerParts } from './viewerContext';

export function StudyViewer({ study }: { readonly study: StudyDetails }) {
  const [parameters] = useSearchParams();
  const session = useViewerSession(study, parameters.get('series'));
  const parts = useMemo(() => (session === null ? null : { session, study }), [session, study]);
  return (
    parts !== null && (
      <ViewerContext value={parts}>
        <Viewer session={parts.session} />
      </ViewerContext>
    )
  );
}

function Viewer({ session }: Pick<ViewerParts, 'session'>) {
  const phone = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [panelOpen, setPanelOpen] = useState(true);
  useKeyboard(session);
  return (
    <div className={classes.viewer} data-testid="viewer" data-panel={panelOpen && !phone}>
      <TopBar phone={phone} panelOpen={panelOpen} onTogglePanel={() => setPanelOpen(!panelOpen)} />
      {!phone && (
        <>
          <nav className={classes.strip}>
            <SeriesStrip />
          </nav>
          <div className={classes.tools}>
            <ToolColumn />
          </div>
        </>
      )}
      <main className={classes.stage}>
        <Stage />
      </main>
      {!phone && panelOpen && (
        <aside className={classes.side}>
          <SidePanel />
        </aside>
      )}
      {phone && <PhoneBar />}
      <TextPrompt />
    </div>
  );
}
