/** Surfaces for tests: a picture with given millimetres and values. */
import type { MarkTarget } from '../../src/board/schema';
import type { Region, RegionValues, Scale } from '../../src/ink/surface';

export const SLICE: MarkTarget = { kind: 'image', study: '1.2', series: '1.2.3', instance: '1.2.3.4', frame: 1 };
export const LIVE: MarkTarget = { kind: 'live', source: 'county-us1' };
export const FROZEN: MarkTarget = { kind: 'frozen', picture: 'ab'.repeat(32) };

export const PIXELS: Scale = { x: 1, y: 1, unit: '{pixels}', projected: false };

export function surface(target: MarkTarget, scale: Scale, values: (region: Region) => RegionValues | null = () => null) {
  return { target, scale: () => scale, values };
}

export function millimetres(x: number, y: number): Scale {
  return { x, y, unit: 'mm', projected: false };
}
