import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PictureCamera, WHOLE_PICTURE } from '../../src/live/pictureCamera';

/** A picture of 640 x 480 in a frame of 800 x 480: bars of 80 pixels left and right. */
let camera: PictureCamera;

beforeEach(() => {
  camera = new PictureCamera();
  camera.setFrame({ width: 800, height: 480 });
  camera.setPicture({ width: 640, height: 480 });
});

describe('how a running picture is looked at', () => {
  test('the whole picture is moved nowhere', () => {
    expect(camera.transformOf(WHOLE_PICTURE)).toBe('translate(0px, 0px) scale(1)');
  });

  test('zooming keeps what is under the pointer, and tells the place as a share of the picture', () => {
    // The right edge of the picture lies 320 pixels from the middle.
    camera.zoomAt({ x: 320, y: 0 }, 2);
    expect(camera.getSnapshot()).toEqual({ kind: 'picture', zoom: 2, centre: [0.75, 0.5] });
  });

  test('the same view is laid into a frame of another size', () => {
    camera.show({ kind: 'picture', zoom: 2, centre: [0.75, 0.5] });
    const large = camera.transformOf(camera.getSnapshot());
    camera.setFrame({ width: 400, height: 240 });
    expect(large).toBe('translate(-320px, 0px) scale(2)');
    expect(camera.transformOf(camera.getSnapshot())).toBe('translate(-160px, 0px) scale(2)');
  });

  test('a move back and forth ends where it began', () => {
    camera.zoomAt({ x: 0, y: 0 }, 4);
    const before = camera.getSnapshot();
    camera.panBy(50, -30);
    camera.panBy(-50, 30);
    expect(camera.getSnapshot().centre[0]).toBeCloseTo(before.centre[0]);
    expect(camera.getSnapshot().centre[1]).toBeCloseTo(before.centre[1]);
  });

  test('what is shown to somebody is told apart from what they did themselves', () => {
    camera.zoomStep(1);
    expect(camera.byHand).toBe(true);
    camera.show(WHOLE_PICTURE);
    expect(camera.byHand).toBe(false);
  });

  test('the same view again is no news', () => {
    const listener = vi.fn();
    camera.subscribe(listener);
    camera.show({ kind: 'picture', zoom: 1, centre: [0.5, 0.5] });
    camera.reset();
    expect(listener).not.toHaveBeenCalled();
  });

  test('before the frame is laid out nothing moves', () => {
    const early = new PictureCamera();
    early.zoomStep(1);
    expect(early.getSnapshot()).toBe(WHOLE_PICTURE);
  });
});
