import { describe, expect, test, vi } from 'vitest';
import { apply, inverse, type Matrix } from '../../src/ink/matrix';
import { fittedSize, fractionMatrix, pixelMatrix, PictureSurface } from '../../src/ink/pictureSurface';
import { FROZEN, LIVE } from './surfaces';

const VIDEO = { width: 1280, height: 720 };
const WHOLE = { kind: 'picture', zoom: 1, centre: [0.5, 0.5] } as const;

describe('a letterboxed picture', () => {
  const tall = { intrinsic: VIDEO, element: { width: 640, height: 480 }, view: WHOLE };

  test('fits into its element as object-fit: contain does', () => {
    expect(fittedSize(VIDEO, { width: 640, height: 480 })).toEqual({ width: 640, height: 360 });
    expect(fittedSize(VIDEO, { width: 2000, height: 360 })).toEqual({ width: 640, height: 360 });
    expect(fittedSize({ width: 0, height: 0 }, { width: 640, height: 480 })).toEqual({ width: 0, height: 0 });
  });

  test('has bars above and below that belong to no part of it', () => {
    expect(apply(fractionMatrix(tall), [0, 0])).toEqual([0, 60]);
    expect(apply(fractionMatrix(tall), [1, 1])).toEqual([640, 420]);
    expect(apply(pixelMatrix(tall), [1280, 720])).toEqual([640, 420]);
  });

  test('shows the centre of its view in the middle of the element, at every zoom', () => {
    const closer = { ...tall, view: { kind: 'picture', zoom: 4, centre: [0.25, 0.75] } as const };
    expect(apply(fractionMatrix(closer), [0.25, 0.75])).toEqual([320, 240]);
    expect(apply(pixelMatrix(closer), [320, 540])).toEqual([320, 240]);
    const back = inverse(fractionMatrix(closer)) as Matrix;
    const [x, y] = apply(back, [321, 240]);
    expect(x).toBeCloseTo(0.25 + 1 / (640 * 4));
    expect(y).toBeCloseTo(0.75);
  });
});

describe('the surface of a picture', () => {
  const geometry = { intrinsic: VIDEO, element: { width: 640, height: 480 }, view: WHOLE };

  test('counts a running picture in fractions, whatever its resolution', () => {
    const surface = new PictureSurface();
    surface.show(LIVE, geometry);
    expect(apply(surface.matrix, [0.5, 0.5])).toEqual([320, 240]);
    expect(surface.scale([])).toEqual({ x: 1280, y: 720, unit: '{pixels}', projected: false });
    surface.show(LIVE, { ...geometry, intrinsic: { width: 640, height: 360 } });
    expect(apply(surface.matrix, [0.5, 0.5])).toEqual([320, 240]);
  });

  test('counts a frozen one in its pixels, and in millimetres where it is calibrated', () => {
    const surface = new PictureSurface();
    surface.show(FROZEN, geometry);
    expect(apply(surface.matrix, [640, 360])).toEqual([320, 240]);
    expect(surface.scale([])).toMatchObject({ x: 1, y: 1, unit: '{pixels}' });
    surface.show(FROZEN, geometry, { x: 0.2, y: 0.3 });
    expect(surface.scale([])).toMatchObject({ x: 0.2, y: 0.3, unit: 'mm' });
  });

  test('tells of changes, and only of changes', () => {
    const surface = new PictureSurface();
    const heard = vi.fn();
    const stop = surface.subscribe(heard);
    surface.show(LIVE, geometry);
    const { matrix, size, target } = surface;
    surface.show({ ...LIVE }, { ...geometry, element: { ...geometry.element } });
    expect(heard).toHaveBeenCalledTimes(1);
    expect([surface.matrix, surface.size, surface.target]).toEqual([matrix, size, target]);
    expect(surface.matrix).toBe(matrix);
    surface.show(LIVE, { ...geometry, view: { ...WHOLE, zoom: 2 } });
    expect(heard).toHaveBeenCalledTimes(2);
    expect(surface.size).toBe(size);
    stop();
    surface.show(FROZEN, geometry);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  test('is no ground to draw on before the picture has a size', () => {
    const surface = new PictureSurface();
    surface.show(LIVE, { ...geometry, intrinsic: { width: 0, height: 0 } });
    expect(surface.target).toBeNull();
  });
});
