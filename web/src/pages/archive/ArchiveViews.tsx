/** The parts of the archive that a person's role has, one at a time; which one is in the page's address. */
import { useSearchParams } from 'react-router';
import { SiteHeader } from '../../app/SiteHeader';
import classes from './ArchiveViews.module.css';
import { RemoteView } from './remote/RemoteView';
import { SetAsideView } from './setAside/SetAsideView';
import { StudiesView } from './studies/StudiesView';
import { UploadArea } from './upload/UploadArea';
import { ViewTabs } from './ViewTabs';
import { viewsFor } from './views';

export function ArchiveViews({ role }: { readonly role: string }) {
  const [address] = useSearchParams();
  const views = viewsFor(role);
  const view = views.find((known) => known === address.get('view')) ?? 'studies';
  const administrator = role === 'administrator';
  return (
    <UploadArea>
      {(uploadButton) => (
        <>
          <SiteHeader />
          <main className={classes.main}>
            <div className={classes.top}>
              <ViewTabs views={views} view={view} />
              <div className={classes.grow} />
              {uploadButton}
            </div>
            {view === 'studies' && <StudiesView administrator={administrator} />}
            {view === 'remote' && <RemoteView administrator={administrator} />}
            {view === 'set-aside' && <SetAsideView />}
          </main>
        </>
      )}
    </UploadArea>
  );
}
