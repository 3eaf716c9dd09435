import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SeriesView } from '../../src/board/schema';
import { SharedSeriesView } from '../../src/viewer/sharedSeriesView';
import type { CineState, StackView } from '../../src/viewer/stackView';
import { Store } from '../../src/viewer/store';
import { EMPTY_VIEW, type ViewState } from '../../src/viewer/view';
import { DrawnViewport } from './drawnViewport';

/** As much of a stack's view as following reads and moves. */
class FakeView extends Store<ViewState> {
  readonly cine = new Store<CineState>({ playing: false, speed: 1, durations: [] });
  readonly viewport: DrawnViewport;
  readonly stack = {};
  quiet = false;

  constructor(width: number) {
    super({ ...EMPTY_VIEW, count: 64, index: 32, drawn: true });
    this.viewport = new DrawnViewport('graphics', width, width);
  }

  quietly = (act: () => void) => {
    this.quiet = true;
    act();
    this.quiet = false;
  };
  goTo = (index: number) => this.set({ ...this.getSnapshot(), index });
  setSpeed = (speed: number) => this.cine.set({ ...this.cine.getSnapshot(), speed });
  togglePlay = () => this.cine.set({ ...this.cine.getSnapshot(), playing: !this.cine.getSnapshot().playing });
  setInverted = (inverted: boolean) => this.set({ ...this.getSnapshot(), inverted });
  touch = () => this.set({ ...this.getSnapshot() });
}

let view: FakeView;
let shared: SharedSeriesView;
let listener: ReturnType<typeof vi.fn<(byHand: boolean) => void>>;
const settle = () => new Promise((resolve) => setTimeout(resolve));
const read = () => shared.read() as SeriesView;

beforeEach(async () => {
  view = new FakeView(600);
  shared = new SharedSeriesView(view as unknown as StackView);
  view.touch(); // the first picture is drawn
  await settle();
  listener = vi.fn<(byHand: boolean) => void>();
  shared.subscribe(listener);
});

describe('a stack that others follow', () => {
  test('leafing is the doing of a hand', async () => {
    view.goTo(40);
    await settle();
    expect(listener.mock.calls).toEqual([[true]]);
    expect(read().slice).toBe(40);
  });

  test('what was shown to somebody is not echoed', async () => {
    shared.apply({ ...read(), slice: 10, zoom: 2, pan: [12, -8] });
    await settle();
    expect(listener).not.toHaveBeenCalled();
    expect(read()).toMatchObject({ slice: 10, zoom: 2, pan: [12, -8] });
  });

  test('a camera that is reset and put back for the next picture has not moved', async () => {
    view.viewport.setZoom(3);
    view.touch();
    view.viewport.setZoom(1);
    view.touch();
    await settle();
    expect(listener).not.toHaveBeenCalled();
  });

  test('the same place is shown in a viewport of another size', () => {
    view.viewport.setZoom(2);
    view.viewport.shift = [30, 20];
    const small = new FakeView(300);
    const follower = new SharedSeriesView(small as unknown as StackView);
    follower.apply(read());
    expect(small.viewport.getZoom()).toBeCloseTo(2);
    expect(small.viewport.shift).toEqual([15, 10]);
  });

  test('leafing draws the new picture alone: camera and window are left as they are', () => {
    const moved = vi.spyOn(view.viewport, 'setViewPresentation');
    const drawn = vi.spyOn(view.viewport, 'render');
    shared.apply({ ...read(), slice: 10 });
    expect(read().slice).toBe(10);
    expect([moved, drawn].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    shared.apply({ ...read(), zoom: 2 });
    expect(drawn).toHaveBeenCalledTimes(1);
  });

  test('a running clip is played, not leafed through', async () => {
    view.togglePlay();
    await settle();
    listener.mockClear();
    view.goTo(33);
    await settle();
    expect(listener).not.toHaveBeenCalled();
    expect(read()).toMatchObject({ slice: 32, cine: { playing: true, speed: 1 } });
  });

  test('a view that comes before the picture is shown with it', async () => {
    view.set({ ...view.getSnapshot(), drawn: false });
    await settle();
    shared.apply({ kind: 'series', slice: 5, zoom: 1, pan: [0, 0], rotation: 0, flipHorizontal: false, flipVertical: false, window: null, inverted: false, cine: { playing: false, speed: 1 } });
    expect(view.getSnapshot().index).toBe(32);
    view.set({ ...view.getSnapshot(), drawn: true });
    await settle();
    expect(view.getSnapshot().index).toBe(5);
    expect(listener.mock.calls).toEqual([[false]]);
  });
});
