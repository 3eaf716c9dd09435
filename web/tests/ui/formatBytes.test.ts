import { expect, test } from 'vitest';
import { formatBytes } from '../../src/ui/formatBytes';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.00 KB'],
  [15_728_640, '15.0 MB'],
  [524_288_000, '500 MB'],
  [3_221_225_472, '3.00 GB'],
  [5e15, '4547 TB'],
])('%d bytes', (bytes, written) => {
  expect(formatBytes(bytes)).toBe(written);
});
