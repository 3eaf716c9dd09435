/** The studies of the archive: found, looked at, brought in. */
import { useTranslation } from 'react-i18next';
import { SiteHeader } from '../../app/SiteHeader';

export function ArchivePage() {
  const { t } = useTranslation();
  return (
    <>
      <title>{t('archive.pageTitle')}</title>
      <SiteHeader />
      <main />
    </>
  );
}
