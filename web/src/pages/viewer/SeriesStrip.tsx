/** The series of the study as small pictures: a click opens one in the active viewport, dragging in any. */
import { useTranslation } from 'react-i18next';
import { type Series, seriesThumbnail } from '../../api/archive';
import classes from './SeriesStrip.module.css';
import { seriesWithImages } from './seriesWithImages';
import { SERIES_DRAG } from './seriesDrag';
import { LAYOUTS } from '../../viewer/viewerSession';
import { useSessionState, useViewer } from './viewerContext';

export function SeriesStrip({ onOpened }: { readonly onOpened?: () => void }) {
  const { t } = useTranslation();
  const { study } = useViewer();
  const series = seriesWithImages(study);
  return (
    <ul className={classes.strip} aria-label={t('viewer.series')}>
      {series.map((one) => (
        <li key={one.series_uid}>
          <SeriesCard series={one} onOpened={onOpened} />
        </li>
      ))}
      {series.length === 0 && <li className={classes.none}>{t('viewer.noSeries')}</li>}
    </ul>
  );
}

interface SeriesCardProps {
  readonly series: Series;
  readonly onOpened: (() => void) | undefined;
}

function SeriesCard({ series, onOpened }: SeriesCardProps) {
  const { t } = useTranslation();
  const { session, study } = useViewer();
  const { cells, layout, active } = useSessionState();
  const shown = cells.slice(0, LAYOUTS[layout]).findIndex((cell) => cell?.seriesUid === series.series_uid);
  const name = series.description === '' ? series.modality : series.description;
  const pictures = Math.max(series.frame_count, series.instance_count);
  return (
    <button
      type="button"
      className={classes.card}
      data-testid="viewer-series"
      data-series={series.series_uid}
      data-shown={shown >= 0}
      data-active={cells[active]?.seriesUid === series.series_uid}
      aria-label={t('viewer.openSeries', { name })}
      title={name}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(SERIES_DRAG, series.series_uid)}
      onClick={() => {
        session.open({ seriesUid: series.series_uid, part: 0 });
        onOpened?.();
      }}
    >
      <span className={classes.picture}>
        <img src={seriesThumbnail(study.study_uid, series.series_uid)} alt="" loading="lazy" draggable={false} onError={(event) => (event.currentTarget.hidden = true)} />
        <span className={classes.count}>{pictures}</span>
        <span className={classes.modality}>{series.modality}</span>
      </span>
      <span className={classes.name}>{series.number === null ? name : `${series.number} · ${name}`}</span>
    </button>
  );
}
