import { expect, test } from 'vitest';
import { formatBitrate } from '../../src/pages/room/formatBitrate';

test.each([
  [0, null],
  [640_400, '640 kbit/s'],
  [2_149_000, '2.1 Mbit/s'],
])('%d bit/s', (bits, text) => {
  expect(formatBitrate(bits)).toBe(text);
});
