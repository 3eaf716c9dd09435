/** What a stored picture measures: the millimetres of its pixels, as its calibration allows. */
import { pixelScale } from '../viewer/calibration';
import type { Dataset } from '../viewer/dicomJson';
import { type UltrasoundRegion, ultrasoundRegions } from '../viewer/ultrasoundRegions';
import type { Point } from './matrix';
import type { Scale } from './surface';

const MM_PER_CM = 10;
/** Physical Units X and Y Direction (PS3.3 C.8.5.5.1.15). */
const CENTIMETRES = 3;
/** Tissue, colour flow, pulsed and continuous wave spectra (Region Data Type, PS3.3 C.8.5.5.1.2): those that the viewer measures in. */
const MEASURED_REGIONS = new Set([1, 2, 3, 4]);
/** The centre of the first pixel is at 0.5, 0.5, regions count it as 0. */
const HALF = 0.5;

/** Of all these points together: ultrasound is measured in a region that holds every one of them. */
export function imageScale(attributes: Dataset, points: readonly Point[]): Scale {
  const { calibration, row, column } = pixelScale(attributes);
  switch (calibration) {
    case 'patient':
    case 'calibrated':
      return { x: column, y: row, unit: 'mm', projected: false };
    case 'detector':
      return { x: column, y: row, unit: 'mm', projected: true };
    case 'regions':
      return regionScale(ultrasoundRegions(attributes), points) ?? { x: column, y: row, unit: '{pixels}', projected: false };
    case 'none':
      return { x: column, y: row, unit: '{pixels}', projected: false };
  }
}

function regionScale(regions: readonly UltrasoundRegion[], points: readonly Point[]): Scale | null {
  const region = regions.find((candidate) => MEASURED_REGIONS.has(candidate.regionDataType ?? 0) && points.every((point) => holds(candidate, point)));
  const { physicalUnitsXDirection, physicalUnitsYDirection, physicalDeltaX = 0, physicalDeltaY = 0 } = region ?? {};
  if (physicalUnitsXDirection !== CENTIMETRES || physicalUnitsYDirection !== CENTIMETRES || physicalDeltaX === 0 || physicalDeltaY === 0) {
    return null;
  }
  return { x: Math.abs(physicalDeltaX) * MM_PER_CM, y: Math.abs(physicalDeltaY) * MM_PER_CM, unit: 'mm', projected: false };
}

function holds(region: UltrasoundRegion, point: Point): boolean {
  const { regionLocationMinX0 = 0, regionLocationMinY0 = 0, regionLocationMaxX1 = -1, regionLocationMaxY1 = -1 } = region;
  const [column, row] = [point[0] - HALF, point[1] - HALF];
  return column >= regionLocationMinX0 && column <= regionLocationMaxX1 && row >= regionLocationMinY0 && row <= regionLocationMaxY1;
}
