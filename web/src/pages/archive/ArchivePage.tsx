/** The archive: studies to find and open, other PACS, and what was set aside. Files may be dropped anywhere on it. */
import { useTranslation } from 'react-i18next';
import { SiteHeader } from '../../app/SiteHeader';
import { useUser } from '../../app/useSession';
import { Dates } from '../../ui/Dates';
import classes from './ArchivePage.module.css';
import { ArchiveViews } from './ArchiveViews';
import { NoAccess } from './NoAccess';

export function ArchivePage() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <Dates>
      <div className={classes.page} data-testid="archive-page">
        <title>{t('archive.pageTitle')}</title>
        {user?.role === 'student' && (
          <>
            <SiteHeader />
            <NoAccess />
          </>
        )}
        {user !== null && user.role !== 'student' && <ArchiveViews role={user.role} />}
      </div>
    </Dates>
  );
}
