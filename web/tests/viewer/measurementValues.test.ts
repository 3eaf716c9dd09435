import { expect, test } from 'vitest';
import { measuredValues } from '../../src/viewer/measurementValues';

const texts = (...given: Parameters<typeof measuredValues>) => measuredValues(...given).map(({ text }) => text);

test('lengths are in mm, whichever unit the region of an ultrasound picture has', () => {
  expect(texts('length', { length: 31.4159, unit: 'mm' })).toEqual(['31.4 mm']);
  expect(texts('length', { length: 3.14159, unit: 'cm US Region' })).toEqual(['31.4 mm']);
});

test('lengths without a scale are in pixels', () => {
  expect(texts('length', { length: 120.04, unit: 'px Uncalibrated' })).toEqual(['120 px']);
});

test('lengths at the detector are marked', () => {
  expect(measuredValues('length', { length: 10, unit: 'mm Proj' })).toEqual([{ kind: 'length', text: '10 mm', projected: true }]);
});

test('a region tells its area, mean, deviation and range', () => {
  const statistics = { area: 123.44, areaUnit: 'mm²', mean: -680.26, stdDev: 12.04, min: -1024, max: 20, modalityUnit: 'HU' };
  expect(texts('ellipse', statistics)).toEqual(['123.4 mm²', '-680.3 HU', '12 HU', '-1024 … 20 HU']);
  expect(texts('rectangle', { area: 2, areaUnit: 'cm² US Region' })).toEqual(['200 mm²']);
});

test('a probe gives the value, or three of a colour picture', () => {
  expect(texts('probe', { value: -102, modalityUnit: 'HU' })).toEqual(['-102 HU']);
  expect(texts('probe', { value: [10, 20, 30], modalityUnit: 'raw' })).toEqual(['10 / 20 / 30']);
});

test('what is not known yet is not shown', () => {
  expect(texts('length', undefined)).toEqual([]);
  expect(texts('angle', { angle: 'Incomplete Angle' })).toEqual([]);
  expect(texts('probe', { value: null })).toEqual([]);
});
