import { expect, test } from 'vitest';
import { pixelScale } from '../../src/viewer/calibration';
import { dataset } from './datasets';

test('cross-sections measure in the patient', () => {
  expect(pixelScale(dataset({ '00080060': 'CT', '00280030': ['0.5', '0.6'] }))).toEqual({ calibration: 'patient', row: 0.5, column: 0.6 });
});

test('projections measure at the detector, and say so', () => {
  expect(pixelScale(dataset({ '00080060': 'DX', '00181164': [0.14, 0.14] })).calibration).toBe('detector');
  expect(pixelScale(dataset({ '00080060': 'CR', '00181164': [0.14, 0.14], '00280030': [0.14, 0.14] })).calibration).toBe('detector');
});

test('projections that were calibrated measure in the patient', () => {
  expect(pixelScale(dataset({ '00080060': 'XA', '00280030': [0.2, 0.2], '00280A02': 'FIDUCIAL' }))).toEqual({ calibration: 'calibrated', row: 0.2, column: 0.2 });
  expect(pixelScale(dataset({ '00080060': 'XA', '00181164': [0.3, 0.3], '00280030': [0.2, 0.2] })).calibration).toBe('calibrated');
  expect(pixelScale(dataset({ '00080060': 'XA', '00181164': [0.3, 0.3], '00181114': 1.5 }))).toMatchObject({ calibration: 'calibrated', row: 0.19999999999999998 });
});

test('ultrasound measures by its regions', () => {
  expect(pixelScale(dataset({ '00080060': 'US', '00186011': [{}], '00280030': [1, 1] })).calibration).toBe('regions');
});

test.each([{}, { '00280030': [0, 0] }, { '00280030': ['x', 'y'] }])('pixels without a size (%o) are pixels', (values) => {
  expect(pixelScale(dataset({ '00080060': 'OT', ...values }))).toEqual({ calibration: 'none', row: 1, column: 1 });
});

test('pixels that are not square are drawn so', () => {
  expect(pixelScale(dataset({ '00280034': [4, 3] })).row).toBeCloseTo(4 / 3);
});
