/** Nothing is in the archive yet: what brings studies in. */
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../../ui/Hint';

export function EmptyArchive() {
  const { t } = useTranslation();
  return (
    <Hint icon={IconFolderOpen} title={t('archive.empty.title')}>
      <p>{t('archive.empty.drop')}</p>
      <p>{t('archive.empty.modality')}</p>
    </Hint>
  );
}
