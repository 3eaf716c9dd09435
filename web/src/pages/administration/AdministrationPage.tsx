/** For administrators: consultations without their host, and who did what. */
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SiteHeader } from '../../app/SiteHeader';
import { useMay } from '../../app/useMay';
import { Dates } from '../../ui/Dates';
import { Hint } from '../../ui/Hint';
import classes from './AdministrationPage.module.css';
import { AuditLogView } from './AuditLogView';
import { Unattended } from './Unattended';

export function AdministrationPage() {
  const { t } = useTranslation();
  const administers = useMay('administer');
  return (
    <Dates>
      <div className={classes.page} data-testid="administration-page">
        <title>{t('administration.pageTitle')}</title>
        <SiteHeader />
        <main className={classes.main}>
          {administers ? (
            <>
              <Unattended />
              <AuditLogView />
            </>
          ) : (
            <Hint icon={IconLock} title={t('administration.noAccess')} />
          )}
        </main>
      </div>
    </Dates>
  );
}
