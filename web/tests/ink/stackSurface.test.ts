import { expect, test, vi } from 'vitest';
import { apply } from '../../src/ink/matrix';
import { StackSurface } from '../../src/ink/stackSurface';
import type { Frame, Stack } from '../../src/viewer/frames';
import type { StackView } from '../../src/viewer/stackView';
import { dataset } from '../viewer/datasets';

vi.mock('@cornerstonejs/core', () => ({ EVENTS: { IMAGE_RENDERED: 'rendered' } }));

const STUDY = '1.2';
const [COLUMNS, ROWS] = [4, 2];

function frame(number: number, tags: Record<string, unknown> = {}): Frame {
  const attributes = dataset({ '00080060': 'CT', '00280030': [2, 0.5], ...tags });
  return { imageId: `picture-${number}`, sopInstanceUid: `1.2.3.${number}`, frameNumber: 1, attributes };
}

/** A viewport that draws a sagittal picture: rows run along y, columns down along -z; a millimetre is 10 CSS pixels. */
class Viewport {
  readonly element = Object.assign(new EventTarget(), { clientWidth: 300, clientHeight: 200 });
  image: Record<string, unknown> | null = null;
  shift = 0;
  byProcessor = false;

  getCornerstoneImage = () => this.image;

  getUseCustomRenderingPipeline = () => this.byProcessor;

  getImageData = () => ({ dimensions: [COLUMNS, ROWS, 1], spacing: [0.5, 2, 1], origin: [7, 20, 50], direction: [0, 1, 0, 0, 0, -1, -1, 0, 0] });

  worldToCanvas = ([, y, z]: readonly [number, number, number]) => [(y - 20) * 10 + this.shift, (50 - z) * 10] as const;

  draw(frame: Frame, values: Partial<Record<string, unknown>> = {}): void {
    const pixels = Int16Array.from({ length: COLUMNS * ROWS }, (_, index) => index);
    const image = { imageId: frame.imageId, color: false, columns: COLUMNS, rows: ROWS, slope: 2, intercept: -1000, preScale: { scaled: false } };
    this.image = { ...image, voxelManager: { getScalarData: () => pixels }, ...values };
    this.element.dispatchEvent(new Event('rendered'));
  }
}

function surfaceOver(frames: readonly Frame[]) {
  const viewport = new Viewport();
  const stack: Stack = { id: 's', seriesUid: '1.2.3', modality: 'CT', frames, moving: false };
  const surface = new StackSurface({ viewport, stack } as unknown as StackView, STUDY);
  return { viewport, surface };
}

const WHOLE = { kind: 'polygon', points: [[0, 0], [COLUMNS, 0], [COLUMNS, ROWS], [0, ROWS]] } as const;

test('points of the picture lie where its pixels are drawn', () => {
  const slice = frame(1);
  const { viewport, surface } = surfaceOver([slice]);
  viewport.draw(slice);
  expect(surface.size).toEqual({ width: 300, height: 200 });
  // Cornerstone counts from the middle of the first pixel.
  const [x, y] = apply(surface.matrix, [0.5, 0.5]);
  expect([x, y]).toEqual([0, 0]);
  const [right, below] = apply(surface.matrix, [2.5, 1.5]);
  expect(right).toBeCloseTo(10);
  expect(below).toBeCloseTo(20);
  expect(surface.scale([])).toEqual({ x: 0.5, y: 2, unit: 'mm', projected: false });
});

test('where the processor draws, Cornerstone counts from the corner of the first pixel', () => {
  const slice = frame(1);
  const { viewport, surface } = surfaceOver([slice]);
  viewport.byProcessor = true;
  viewport.draw(slice);
  expect(apply(surface.matrix, [0, 0])).toEqual([0, 0]);
  const [right, below] = apply(surface.matrix, [2, 1]);
  expect(right).toBeCloseTo(10);
  expect(below).toBeCloseTo(20);
});

test('marks belong to the picture that is drawn, not to the one that is asked for', () => {
  const [first, second] = [frame(1), frame(2)];
  const { viewport, surface } = surfaceOver([first, second]);
  expect(surface.target).toBeNull();
  viewport.draw(first);
  expect(surface.target).toEqual({ kind: 'image', study: STUDY, series: '1.2.3', instance: '1.2.3.1', frame: 1 });
  viewport.draw(second);
  expect(surface.target).toMatchObject({ instance: '1.2.3.2' });
  viewport.draw(frame(3));
  expect(surface.target).toBeNull();
});

test('drawing the same picture again changes nothing; moving it does', () => {
  const slice = frame(1);
  const { viewport, surface } = surfaceOver([slice]);
  viewport.draw(slice);
  const { target, matrix } = surface;
  const heard = vi.fn();
  surface.subscribe(heard);
  viewport.draw(slice);
  expect(heard).not.toHaveBeenCalled();
  viewport.shift = 5;
  viewport.draw(slice);
  expect(heard).toHaveBeenCalledTimes(1);
  expect(surface.target).toBe(target);
  expect(surface.matrix).not.toEqual(matrix);
  surface.dispose();
  viewport.shift = 9;
  viewport.draw(slice);
  expect(heard).toHaveBeenCalledTimes(1);
});

test('values are those of the modality, whether Cornerstone has scaled them or not', () => {
  const slice = frame(1);
  const { viewport, surface } = surfaceOver([slice]);
  expect(surface.values(WHOLE)).toBeNull();
  viewport.draw(slice);
  expect(surface.values(WHOLE)?.mean).toBeCloseTo(2 * 3.5 - 1000);
  expect(surface.values(WHOLE)?.unit).toBe("[hnsf'U]");
  viewport.draw(slice, { preScale: { scaled: true } });
  expect(surface.values(WHOLE)?.mean).toBeCloseTo(3.5);
});

test('only CT values in Hounsfield units are called so, and colours have no values', () => {
  const other = frame(1, { '00281054': 'US' });
  const { viewport, surface } = surfaceOver([other]);
  viewport.draw(other);
  expect(surface.values(WHOLE)?.unit).toBe('1');
  viewport.draw(other, { color: true });
  expect(surface.values(WHOLE)).toBeNull();
});
