/** Lies over the page while files are held above it. */
import { IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './DropVeil.module.css';

export function DropVeil() {
  const { t } = useTranslation();
  return (
    <div className={classes.veil} data-testid="drop-veil">
      <div className={classes.frame}>
        <IconUpload size={44} stroke={1.2} aria-hidden="true" />
        <strong className={classes.title}>{t('archive.upload.drop')}</strong>
        <span className={classes.text}>{t('archive.upload.dropText')}</span>
      </div>
    </div>
  );
}
