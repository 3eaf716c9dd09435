/** What is written over a picture: whose and which it is, how it is shown, which side is where. Light with a dark halo, legible on any picture. */
import { useTranslation } from 'react-i18next';
import { pixelScale } from '../../viewer/calibration';
import { number, text } from '../../viewer/dicomJson';
import type { Stack } from '../../viewer/frames';
import type { ViewState } from '../../viewer/view';
import { usePatientName } from '../../ui/usePatientName';
import { OrientationLetters } from './OrientationLetters';
import classes from './PictureOverlay.module.css';
import { useViewer } from './viewerContext';

const SERIES_DESCRIPTION = '0008103E';
const SERIES_NUMBER = '00200011';
const THICKNESS = '00180050';
const LOCATION = '00201041';

interface PictureOverlayProps {
  readonly stack: Stack;
  readonly state: ViewState;
}

export function PictureOverlay({ stack, state }: PictureOverlayProps) {
  const { t } = useTranslation();
  const { study } = useViewer();
  const patientName = usePatientName();
  const attributes = stack.frames[state.index]?.attributes ?? {};
  const thickness = number(attributes, THICKNESS);
  const location = number(attributes, LOCATION);
  const seriesNumber = number(attributes, SERIES_NUMBER);
  const { calibration } = pixelScale(attributes);
  return (
    <div className={classes.overlay} data-testid="viewer-overlay" data-index={state.index} data-count={state.count} data-drawn={state.drawn}>
      <div className={classes.topLeft}>
        <b>{patientName(study.patient_name).first}</b>
        <span>{study.patient_id}</span>
      </div>
      <div className={classes.topRight}>
        <b>{text(attributes, SERIES_DESCRIPTION) ?? stack.modality}</b>
        {seriesNumber !== null && <span>{t('viewer.seriesNumber', { number: seriesNumber })}</span>}
      </div>
      <div className={classes.bottomLeft}>
        {calibration === 'none' && <span>{t('viewer.uncalibrated')}</span>}
        {calibration === 'detector' && <span>{t('viewer.detector')}</span>}
        {state.window !== null && (
          <span data-testid="viewer-window" data-width={Math.round(state.window.width)} data-centre={Math.round(state.window.centre)}>
            {t('viewer.window', { width: Math.round(state.window.width), centre: Math.round(state.window.centre) })}
          </span>
        )}
        <span>{t('viewer.zoom', { percent: Math.round(state.zoom * 100) })}</span>
      </div>
      <div className={classes.bottomRight}>
        {thickness !== null && <span>{t('viewer.thickness', { value: rounded(thickness) })}</span>}
        {location !== null && <span>{t('viewer.location', { value: rounded(location) })}</span>}
        {state.count > 1 && <b>{t('viewer.slice', { index: state.index + 1, count: state.count })}</b>}
      </div>
      {state.letters !== null && <OrientationLetters letters={state.letters} />}
    </div>
  );
}

function rounded(value: number): string {
  return String(Number(value.toFixed(1)));
}
