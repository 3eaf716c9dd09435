/** The files that were not stored, each with its reason; then those that were not sent. */
import { useTranslation } from 'react-i18next';
import type { FailedFile } from '../../../api/stowMatch';
import type { SkippedFile } from '../../../api/stowUpload';
import classes from './UploadList.module.css';
import { pathOf } from './pathOf';

interface UploadListProps {
  readonly failed: readonly FailedFile[];
  readonly skipped: readonly SkippedFile[];
}

/** Nobody reads further. */
const MOST = 200;

export function UploadList({ failed, skipped }: UploadListProps) {
  const { t } = useTranslation();
  const more = Math.max(0, failed.length - MOST) + Math.max(0, skipped.length - MOST);
  return (
    <ul className={classes.list} data-testid="upload-list">
      {failed.slice(0, MOST).map(({ file, failure }, index) => (
        <li key={`failed ${index}`} className={classes.failed}>
          <span className={classes.name}>{pathOf(file)}</span>
          <span className={classes.reason}>{t(`archive.upload.failure.${failure.name}`)}</span>
          {failure.text !== '' && (
            <span className={classes.text} lang="en">
              {failure.text}
            </span>
          )}
        </li>
      ))}
      {skipped.slice(0, MOST).map(({ file, reason }, index) => (
        <li key={`skipped ${index}`} className={classes.skipped}>
          <span className={classes.name}>{pathOf(file)}</span>
          <span className={classes.text}>{t(`archive.upload.skip.${reason}`)}</span>
        </li>
      ))}
      {more > 0 && <li className={classes.text}>{t('archive.upload.more', { count: more })}</li>}
    </ul>
  );
}
