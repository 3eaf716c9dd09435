/** The regions of an ultrasound picture with their scales (PS3.3 C.8.5.5), in the form in which Cornerstone reads them. */
import { type Dataset, items, number } from './dicomJson';

const REGIONS = '00186011';

const FIELDS = {
  regionSpatialFormat: '00186012',
  regionDataType: '00186014',
  regionFlags: '00186016',
  regionLocationMinX0: '00186018',
  regionLocationMinY0: '0018601A',
  regionLocationMaxX1: '0018601C',
  regionLocationMaxY1: '0018601E',
  referencePixelX0: '00186020',
  referencePixelY0: '00186022',
  physicalUnitsXDirection: '00186024',
  physicalUnitsYDirection: '00186026',
  referencePhysicalPixelValueX: '00186028',
  referencePhysicalPixelValueY: '0018602A',
  physicalDeltaX: '0018602C',
  physicalDeltaY: '0018602E',
} as const;

export type UltrasoundRegion = { readonly [K in keyof typeof FIELDS]?: number };

export function ultrasoundRegions(attributes: Dataset): readonly UltrasoundRegion[] {
  return items(attributes, REGIONS).map(
    (region) =>
      Object.fromEntries(
        Object.entries(FIELDS).flatMap(([name, tag]) => {
          const value = number(region, tag);
          return value === null ? [] : [[name, value]];
        }),
      ) as UltrasoundRegion,
  );
}
