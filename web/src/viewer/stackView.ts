/** One viewport with a stack: shows, leafs, windows, turns, plays; tells the page what it shows. */
import { cache, EVENTS, Enums, type Types } from '@cornerstonejs/core';
import { lettersAtEdges, moveCamera } from './camera';
import { CinePlayer } from './cinePlayer';
import { COLOUR_MAPS, type ColourMap } from './colourMaps';
import type { ViewerEngine } from './engine';
import { planeOf, type Stack } from './frames';
import { frameDurations } from './frameTimes';
import { Store } from './store';
import { groupOf } from './toolSetup';
import { EMPTY_VIEW, type ViewCommand, type ViewState } from './view';
import { applyPlacement, FITTED, readPlacement } from './viewPlacement';
import { rangeOf, type Window, windowFrom, windowOf, type WindowPreset } from './windowPresets';

export interface CineState {
  readonly playing: boolean;
  readonly speed: number;
  /** How long each frame stays at speed 1, ms. */
  readonly durations: readonly number[];
}

export class StackView extends Store<ViewState> {
  readonly viewportId: string;
  readonly cine = new Store<CineState>({ playing: false, speed: 1, durations: [] });
  readonly #engine: ViewerEngine;
  readonly #ended = new AbortController();
  #stack: Stack | null = null;
  #player = new CinePlayer([]);
  #tick: number | null = null;
  /** Of the picture: what the file asks for. */
  #asked: Window = { width: 256, centre: 128 };
  #quiet = false;

  constructor(engine: ViewerEngine, viewportId: string, element: HTMLDivElement) {
    super(EMPTY_VIEW);
    this.#engine = engine;
    this.viewportId = viewportId;
    engine.rendering.enableElement({ viewportId, element, type: Enums.ViewportType.STACK });
    groupOf('stack').addViewport(viewportId, engine.rendering.id);
    const options = { signal: this.#ended.signal };
    for (const name of [EVENTS.STACK_NEW_IMAGE, EVENTS.PRE_STACK_NEW_IMAGE, EVENTS.VOI_MODIFIED, EVENTS.CAMERA_MODIFIED, EVENTS.COLORMAP_MODIFIED]) {
      element.addEventListener(name, () => this.#publish(), options);
    }
    element.addEventListener(EVENTS.IMAGE_RENDERED, () => this.#rendered(), options);
    const resizing = new ResizeObserver(() => this.#resize());
    resizing.observe(element);
    this.#ended.signal.addEventListener('abort', () => resizing.disconnect());
  }

  get stack(): Stack | null {
    return this.#stack;
  }

  get viewport(): Types.IStackViewport {
    return this.#engine.rendering.getViewport(this.viewportId) as Types.IStackViewport;
  }

  /** Changes are being made that nobody at this screen asked for. */
  get quiet(): boolean {
    return this.#quiet;
  }

  /** Makes changes that are not the doing of the person at this screen: a presenter's view, another size of the page. */
  quietly(act: () => void): void {
    this.#quiet = true;
    try {
      act();
    } finally {
      this.#quiet = false;
    }
  }

  async show(stack: Stack, index: number): Promise<void> {
    this.pause();
    this.#stack = stack;
    const durations = frameDurations(stack.frames[0]?.attributes ?? {}, stack.frames.length);
    this.#player = new CinePlayer(durations);
    this.cine.set({ playing: false, speed: 1, durations });
    this.set({ ...EMPTY_VIEW, count: stack.frames.length, index, imageId: stack.frames[index]?.imageId ?? null });
    await this.viewport.setStack(
      stack.frames.map(({ imageId }) => imageId),
      index,
    );
    if (this.#ended.signal.aborted || this.#stack !== stack) {
      return;
    }
    this.#rememberAskedWindow();
    this.viewport.render();
    this.#publish();
  }

  /** Goes to a slice; beyond the ends, to the end. */
  goTo(index: number): void {
    const { count } = this.getSnapshot();
    if (count > 0) {
      void this.viewport.setImageIdIndex(Math.min(count - 1, Math.max(0, index)));
      // Cornerstone says nothing of a picture that never comes.
      this.#publish();
    }
  }

  step(by: number): void {
    this.goTo(this.viewport.getTargetImageIdIndex() + by);
  }

  /** One frame on or back, round the ends. */
  stepFrame(by: number): void {
    const { index, count } = this.getSnapshot();
    this.pause();
    this.goTo((index + by + count) % count);
  }

  /** Asks again for a picture that could not be had. */
  retry(): void {
    const { index } = this.getSnapshot();
    if (this.#stack !== null) {
      void this.show(this.#stack, index);
    }
  }

  setWindow(preset: WindowPreset): void {
    const image = this.viewport.getCornerstoneImage() as Types.IImage | undefined;
    if (image === undefined) {
      return;
    }
    const window = windowOf(preset, this.#asked, { lowest: image.minPixelValue, highest: image.maxPixelValue });
    this.setExactWindow(window);
  }

  setExactWindow(window: Window): void {
    this.viewport.setProperties({ voiRange: rangeOf(window) });
    this.viewport.render();
  }

  /** Each picture as its file asks for. */
  setAskedWindow(): void {
    this.setWindow({ name: 'file', window: null });
  }

  setColourMap(map: ColourMap): void {
    this.viewport.setProperties({ colormap: { name: COLOUR_MAPS[map] } });
    this.viewport.render();
    this.set({ ...this.getSnapshot(), colourMap: map });
  }

  run(command: ViewCommand): void {
    if (moveCamera(this.viewport, command)) {
      return;
    }
    if (command === 'invert') {
      this.setInverted(!(this.viewport.getProperties().invert ?? false));
    } else {
      this.viewport.resetProperties();
      this.viewport.resetCamera();
      // Where the processor draws, Cornerstone leaves the picture turned.
      applyPlacement(this.viewport, FITTED);
      this.set({ ...this.getSnapshot(), colourMap: 'grey' });
      this.viewport.render();
      this.#publish();
    }
  }

  setInverted(inverted: boolean): void {
    this.viewport.setProperties({ invert: inverted });
    this.viewport.render();
    this.#publish();
  }

  togglePlay(): void {
    if (this.#player.playing) {
      this.pause();
    } else if (this.getSnapshot().count > 1) {
      this.#player.play(performance.now(), this.getSnapshot().index);
      this.#publishCine();
      this.#tick = window.requestAnimationFrame(this.#advance);
    }
  }

  pause(): void {
    if (this.#tick !== null) {
      window.cancelAnimationFrame(this.#tick);
      this.#tick = null;
    }
    this.#player.pause(performance.now());
    this.#publishCine();
  }

  setSpeed(speed: number): void {
    this.#player.setSpeed(speed, performance.now());
    this.#publishCine();
  }

  dispose(): void {
    this.pause();
    this.#ended.abort();
    groupOf('stack').removeViewports(this.#engine.rendering.id, this.viewportId);
    this.#engine.rendering.disableElement(this.viewportId);
  }

  readonly #advance = (now: number): void => {
    const frame = this.#player.frameAt(now);
    const shown = this.viewport.getCurrentImageIdIndex();
    if (frame !== shown) {
      const imageId = this.#stack?.frames[frame]?.imageId ?? '';
      if (cache.isLoaded(imageId)) {
        this.goTo(frame);
      } else {
        this.#player.waitOn(shown, now);
      }
    }
    this.#tick = window.requestAnimationFrame(this.#advance);
  };

  #publishCine(): void {
    this.cine.set({ ...this.cine.getSnapshot(), playing: this.#player.playing, speed: this.#player.speed });
  }

  #rememberAskedWindow(): void {
    const image = this.viewport.getCornerstoneImage() as Types.IImage | undefined;
    const first = (value: number | readonly number[] | undefined, otherwise: number) => (typeof value === 'number' ? value : (value?.[0] ?? otherwise));
    this.#asked = { width: first(image?.windowWidth, 256), centre: first(image?.windowCenter, 128) };
  }

  #resize(): void {
    if (!this.#ended.signal.aborted) {
      this.quietly(() => {
        this.#engine.rendering.resize(true, true);
        this.#publish();
      });
    }
  }

  #rendered(): void {
    if (!this.getSnapshot().drawn && this.viewport.getCornerstoneImage() !== undefined) {
      this.#publish();
      this.set({ ...this.getSnapshot(), drawn: true });
    }
  }

  #publish(): void {
    if (this.#ended.signal.aborted || this.#stack === null) {
      return;
    }
    const { viewport } = this;
    const index = viewport.getTargetImageIdIndex();
    const { voiRange, invert } = viewport.getProperties();
    const frame = this.#stack.frames[index];
    const image = viewport.getCornerstoneImage() as Types.IImage | undefined;
    this.set({
      ...this.getSnapshot(),
      index,
      imageId: frame?.imageId ?? null,
      window: voiRange === undefined || voiRange === null || image?.color === true ? null : windowFrom(voiRange),
      zoom: image === undefined ? 1 : (readPlacement(viewport)?.zoom ?? 1),
      letters: frame === undefined || planeOf(frame) === null || image === undefined ? null : lettersAtEdges(viewport),
      inverted: invert ?? false,
    });
  }
}
