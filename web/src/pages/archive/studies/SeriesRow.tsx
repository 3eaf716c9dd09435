/** One series in the details of its study. */
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Series, seriesThumbnail } from '../../../api/archive';
import { useBodyPart } from '../../../ui/useBodyPart';
import { Thumbnail } from '../../../ui/Thumbnail';
import classes from './SeriesRow.module.css';

interface SeriesRowProps {
  readonly studyUid: string;
  readonly series: Series;
}

export function SeriesRow({ studyUid, series }: SeriesRowProps) {
  const { t } = useTranslation();
  const bodyPart = useBodyPart();
  const numbered =
    series.number === null
      ? t('archive.details.seriesUnnumbered')
      : t('archive.details.seriesName', { number: series.number });
  const title = series.description || numbered;
  const amounts = [
    t('archive.details.images', { count: series.instance_count }),
    series.frame_count > series.instance_count ? t('archive.details.frames', { count: series.frame_count }) : '',
  ];
  return (
    <li className={classes.row} data-testid="series-row">
      <Thumbnail
        address={seriesThumbnail(studyUid, series.series_uid)}
        label={t('archive.study.thumbnail', { name: title })}
        fallback={series.modality}
        size={56}
      />
      <span className={classes.text}>
        <span className={classes.title}>{title}</span>
        <span className={classes.quiet}>
          {[series.modality, bodyPart(series.body_part), series.description === '' ? '' : numbered]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={classes.quiet}>{amounts.filter(Boolean).join(' · ')}</span>
      </span>
      {series.verdict !== 'passed' && (
        <IconAlertTriangleFilled
          size={15}
          className={classes.mark}
          data-verdict={series.verdict}
          role="img"
          aria-label={t(`archive.verdict.${series.verdict}`)}
        />
      )}
    </li>
  );
}
