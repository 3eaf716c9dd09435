/** The names of the columns. */
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import row from './StudyRow.module.css';
import classes from './StudyTableHead.module.css';
import { STUDY_COLUMNS, type StudyColumn } from './studyColumns';

/** What these columns hold explains itself. */
const SILENT: readonly StudyColumn[] = ['picture', 'verdict', 'actions'];

export function StudyTableHead() {
  const { t } = useTranslation();
  return (
    <div className={classes.head} role="rowgroup">
      <div className={clsx(row.columns, classes.row)} role="row" aria-rowindex={1}>
        {STUDY_COLUMNS.map((column) => (
          <span key={column} className={row[column]} role="columnheader" aria-label={t(`archive.column.${column}`)}>
            {!SILENT.includes(column) && t(`archive.column.${column}`)}
          </span>
        ))}
      </div>
    </div>
  );
}
