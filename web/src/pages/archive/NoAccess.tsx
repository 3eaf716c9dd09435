/** For people whose role sees nothing here: says so, and what stays open to them. */
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../ui/Hint';

export function NoAccess() {
  const { t } = useTranslation();
  return (
    <main data-testid="archive-no-access">
      <Hint icon={IconLock} title={t('archive.noAccess.title')}>
        <p>{t('archive.noAccess.text')}</p>
      </Hint>
    </main>
  );
}
