import type { Types } from '@cornerstonejs/core';
import { describe, expect, test } from 'vitest';
import { drawnPicture } from '../../src/viewer/drawnPicture';
import { applyPlacement, FITTED, type Placement, readPlacement } from '../../src/viewer/viewPlacement';
import { COLUMNS, DrawnViewport, ROWS, type Way } from './drawnViewport';

const asStack = (viewport: DrawnViewport) => viewport as unknown as Types.IStackViewport;
const placementOf = (viewport: DrawnViewport) => readPlacement(asStack(viewport)) as Placement;

/** From the middle of the viewport to a pixel's corner, in pixels of the fitted picture. */
function seenAt(viewport: DrawnViewport, column: number, row: number): number[] {
  const { clientWidth, clientHeight } = viewport.element;
  const [x, y] = drawnPicture(asStack(viewport))?.place(column, row) ?? [NaN, NaN];
  const fitted = new DrawnViewport('graphics', clientWidth, clientHeight).scale;
  return [(x - clientWidth / 2) / fitted, (y - clientHeight / 2) / fitted];
}

const WAYS: readonly Way[] = ['graphics', 'processor'];
const PLACES: readonly Placement[] = [
  { zoom: 2, pan: [4, -7.25], rotation: 0, flipHorizontal: false, flipVertical: false },
  { zoom: 1.5, pan: [-3, 2], rotation: 90, flipHorizontal: true, flipVertical: false },
  { zoom: 0.8, pan: [0.125, 0], rotation: 270, flipHorizontal: true, flipVertical: true },
];

describe.each(WAYS)('a picture drawn by %s', (way) => {
  test('that is fitted has zoom 1 and stands in the middle, in a viewport of any shape', () => {
    expect(placementOf(new DrawnViewport(way, 600, 400))).toEqual(FITTED);
    expect(placementOf(new DrawnViewport(way, 300, 900))).toEqual(FITTED);
  });

  test('covers its corners', () => {
    const picture = drawnPicture(asStack(new DrawnViewport(way, 600, 600)));
    expect(picture?.place(0, 0)).toEqual([0, 0]);
    expect(picture?.place(COLUMNS, ROWS)).toEqual([600, 600]);
  });

  test.each(PLACES)('stands where it is put, whatever stood there before: %o', (place) => {
    const viewport = new DrawnViewport(way, 700, 500);
    for (const before of [FITTED, ...PLACES]) {
      applyPlacement(asStack(viewport), before);
      applyPlacement(asStack(viewport), place);
      const { zoom, pan, ...others } = placementOf(viewport);
      expect(zoom).toBeCloseTo(place.zoom);
      expect(pan[0]).toBeCloseTo(place.pan[0]);
      expect(pan[1]).toBeCloseTo(place.pan[1]);
      expect(others).toEqual({ rotation: place.rotation, flipHorizontal: place.flipHorizontal, flipVertical: place.flipVertical });
    }
  });

  test.each(PLACES)('looks the same where it is drawn the other way: %o', (place) => {
    const [one, other] = [new DrawnViewport(way, 600, 400), new DrawnViewport(way === 'graphics' ? 'processor' : 'graphics', 300, 520)];
    applyPlacement(asStack(one), place);
    applyPlacement(asStack(other), placementOf(one));
    for (const [column, row] of [[0, 0], [COLUMNS, 0], [30, 20]] as const) {
      const [here, there] = [seenAt(one, column, row), seenAt(other, column, row)];
      expect(there[0]).toBeCloseTo(here[0] ?? NaN);
      expect(there[1]).toBeCloseTo(here[1] ?? NaN);
    }
  });
});

test('a viewport that is hidden says nothing, and is left alone', () => {
  const viewport = new DrawnViewport('graphics', 600, 400);
  viewport.element.clientWidth = 0;
  applyPlacement(asStack(viewport), { ...FITTED, zoom: 2, rotation: 90 });
  expect(readPlacement(asStack(viewport))).toBeNull();
  expect(viewport.rotation).toBe(0);
});
