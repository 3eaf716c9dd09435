/** What a pixel of a picture measures, and how far that can be trusted. */
import { type Dataset, number, numbers, text } from './dicomJson';

export type Calibration =
  /** Distances in the patient. */
  | 'patient'
  /** Projection, calibrated by the device at an object of known size or by its geometry (0028,0A02). */
  | 'calibrated'
  /** Projection, measured at the detector: the patient's distances are smaller by an unknown magnification. */
  | 'detector'
  /** Ultrasound: each region has its own scale (0018,6011). */
  | 'regions'
  /** Pixels only. */
  | 'none';

export interface PixelScale {
  readonly calibration: Calibration;
  /** Distance between rows, mm; relative where `calibration` is `none` or `regions`. */
  readonly row: number;
  /** Distance between columns, mm. */
  readonly column: number;
}

const MODALITY = '00080060';
const PIXEL_SPACING = '00280030';
const IMAGER_PIXEL_SPACING = '00181164';
const CALIBRATION_TYPE = '00280A02';
const MAGNIFICATION = '00181114';
const ASPECT_RATIO = '00280034';
const ULTRASOUND_REGIONS = '00186011';

/** Modalities whose rays pass through the patient onto a detector (PS3.3 10.7.1.3). */
const PROJECTION = new Set(['CR', 'DX', 'MG', 'XA', 'RF', 'IO', 'PX', 'RG', 'RTIMAGE']);
/** A pixel spacing this near to the detector's has not been corrected. */
const SAME_SPACING = 1e-6;

export function pixelScale(attributes: Dataset): PixelScale {
  const [row, column] = positivePair(numbers(attributes, PIXEL_SPACING));
  const modality = text(attributes, MODALITY) ?? '';
  if (PROJECTION.has(modality)) {
    return projectionScale(attributes, row, column);
  }
  if ((attributes[ULTRASOUND_REGIONS]?.Value?.length ?? 0) > 0) {
    return { calibration: 'regions', ...relativeScale(attributes) };
  }
  if (row !== undefined && column !== undefined) {
    return { calibration: 'patient', row, column };
  }
  return { calibration: 'none', ...relativeScale(attributes) };
}

function projectionScale(attributes: Dataset, row: number | undefined, column: number | undefined): PixelScale {
  const [imagerRow, imagerColumn] = positivePair(numbers(attributes, IMAGER_PIXEL_SPACING));
  if (row !== undefined && column !== undefined) {
    const corrected = text(attributes, CALIBRATION_TYPE) !== null || (imagerRow !== undefined && Math.abs(row - imagerRow) > SAME_SPACING);
    return { calibration: corrected ? 'calibrated' : 'detector', row, column };
  }
  if (imagerRow === undefined || imagerColumn === undefined) {
    return { calibration: 'none', ...relativeScale(attributes) };
  }
  // Estimated Radiographic Magnification Factor: detector to patient distance.
  const magnification = number(attributes, MAGNIFICATION);
  return magnification !== null && magnification > 0
    ? { calibration: 'calibrated', row: imagerRow / magnification, column: imagerColumn / magnification }
    : { calibration: 'detector', row: imagerRow, column: imagerColumn };
}

/** Pixel Aspect Ratio is vertical to horizontal size (PS3.3 C.7.6.3.1.7). */
function relativeScale(attributes: Dataset): { readonly row: number; readonly column: number } {
  const [vertical, horizontal] = positivePair(numbers(attributes, ASPECT_RATIO));
  return vertical === undefined || horizontal === undefined ? { row: 1, column: 1 } : { row: vertical / horizontal, column: 1 };
}

function positivePair(values: readonly number[]): readonly [number, number] | readonly [undefined, undefined] {
  const [first, second] = values;
  return first !== undefined && second !== undefined && first > 0 && second > 0 ? [first, second] : [undefined, undefined];
}
