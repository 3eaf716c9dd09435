/** The archive: studies to find and open, other PACS, and what was set aside. Files may be dropped anywhere on it. */
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/zh-cn';
import { DatesProvider } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { SiteHeader } from '../../app/SiteHeader';
import { useUser } from '../../app/useSession';
import { toLanguage } from '../../i18n/i18n';
import classes from './ArchivePage.module.css';
import { ArchiveViews } from './ArchiveViews';
import { NoAccess } from './NoAccess';

export function ArchivePage() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  return (
    <DatesProvider settings={{ locale: toLanguage(i18n.language) === 'en' ? 'en' : 'zh-cn', weekendDays: [] }}>
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
    </DatesProvider>
  );
}
