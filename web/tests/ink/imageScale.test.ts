import { expect, test } from 'vitest';
import { imageScale } from '../../src/ink/imageScale';
import { dataset } from '../viewer/datasets';

const REGION = {
  '00186012': 1,
  '00186014': 1,
  '00186018': 100,
  '0018601A': 50,
  '0018601C': 500,
  '0018601E': 400,
  '00186024': 3,
  '00186026': 3,
  '0018602C': 0.02,
  '0018602E': -0.03,
};

function ultrasound(...regions: readonly Record<string, number>[]) {
  return dataset({ '00080060': 'US', '00186011': regions.map((region) => dataset(region)) });
}

test('cross-sections are measured by their pixel spacing: rows first', () => {
  expect(imageScale(dataset({ '00080060': 'CT', '00280030': [0.7, 0.5] }), [])).toEqual({ x: 0.5, y: 0.7, unit: 'mm', projected: false });
});

test('projections say that they are measured at the detector', () => {
  expect(imageScale(dataset({ '00080060': 'DX', '00181164': [0.14, 0.14] }), [])).toEqual({ x: 0.14, y: 0.14, unit: 'mm', projected: true });
});

test('ultrasound is measured in the region that holds all points', () => {
  const picture = ultrasound(REGION);
  expect(imageScale(picture, [[100.5, 50.5], [500.5, 400.5]])).toEqual({ x: 0.2, y: 0.3, unit: 'mm', projected: false });
  expect(imageScale(picture, [[100.5, 50.5], [501, 400.5]]).unit).toBe('{pixels}');
  expect(imageScale(picture, [[100, 60], [300, 300]]).unit).toBe('{pixels}');
});

test('two pictures side by side are not measured across', () => {
  const picture = ultrasound(REGION, { ...REGION, '00186018': 510, '0018601C': 900 });
  expect(imageScale(picture, [[200, 100], [300, 100]]).unit).toBe('mm');
  expect(imageScale(picture, [[600, 100], [700, 100]]).unit).toBe('mm');
  expect(imageScale(picture, [[200, 100], [700, 100]]).unit).toBe('{pixels}');
});

test('a curve over seconds has no millimetres', () => {
  expect(imageScale(ultrasound({ ...REGION, '00186024': 4 }), [[200, 100], [300, 100]]).unit).toBe('{pixels}');
});

test('pixels that are not square count by their shape', () => {
  expect(imageScale(dataset({ '00280034': [4, 3] }), [])).toEqual({ x: 1, y: 4 / 3, unit: '{pixels}', projected: false });
});
