import { expect, test } from 'vitest';
import { UploadRate } from '../../src/api/stowRate';

test('the rate is that of the last seconds', () => {
  const rate = new UploadRate();
  expect(rate.perSecond()).toBeNull();
  rate.add(0, 0);
  expect(rate.perSecond()).toBeNull();
  rate.add(1000, 1000);
  expect(rate.perSecond()).toBe(1000);
  rate.add(1000, 3000);
  rate.add(1000, 8000);
  expect(rate.perSecond()).toBe(0);
});

test('bytes that have to be sent again are not negative speed', () => {
  const rate = new UploadRate();
  rate.add(5000, 0);
  rate.add(1000, 2000);
  expect(rate.perSecond()).toBe(0);
});

test('after a pause only what follows counts', () => {
  const rate = new UploadRate();
  rate.add(0, 0);
  rate.restart();
  rate.add(500, 60_000);
  rate.add(1500, 61_000);
  expect(rate.perSecond()).toBe(1000);
});
