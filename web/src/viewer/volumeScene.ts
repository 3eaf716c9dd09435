/** A stack as a volume: three planes with crosshairs, or a picture in space; loads the slices, reports how far it is. */
import { cache, Enums, EVENTS, eventTarget, setVolumesForViewports, type Types, volumeLoader } from '@cornerstonejs/core';
import { CrosshairsTool } from '@cornerstonejs/tools';
import type { ViewerEngine } from './engine';
import type { Stack } from './frames';
import { numbers } from './dicomJson';
import { PLANES, type PlaneName, PlaneView } from './planeView';
import type { Progress } from './prefetcher';
import { Store } from './store';
import { groupOf } from './toolSetup';
import { VOLUME_PRESETS, type VolumePreset } from './volumePresets';
import type { Window } from './windowPresets';

const VOLUME_SCHEME = 'cornerstoneStreamingImageVolume';
export const SPACE_VIEWPORT = 'space';

const FROM_THE_FRONT = Enums.OrientationAxis.CORONAL;

export type PlaneElements = Readonly<Record<PlaneName, HTMLDivElement>>;

const CENTRE = '00281050';
const WIDTH = '00281051';
/** Where the file asks for nothing: the whole of soft tissue. */
const UNTOLD: Window = { width: 400, centre: 40 };

export class VolumeScene {
  readonly progress: Store<Progress>;
  readonly planes: Readonly<Record<PlaneName, PlaneView>>;
  readonly #engine: ViewerEngine;
  readonly #stack: Stack;
  readonly #ended = new AbortController();
  readonly #volumeId: string;

  constructor(engine: ViewerEngine, stack: Stack) {
    this.#engine = engine;
    this.#stack = stack;
    this.#volumeId = `${VOLUME_SCHEME}:${stack.id}`;
    this.progress = new Store<Progress>({ loaded: 0, total: stack.frames.length });
    const asked = askedWindow(stack);
    const range = { lowest: asked.centre - asked.width, highest: asked.centre + asked.width };
    const plane = (name: PlaneName) => new PlaneView(engine, `plane-${PLANES.indexOf(name)}`, asked, range);
    this.planes = { axial: plane('axial'), sagittal: plane('sagittal'), coronal: plane('coronal') };
  }

  /** Shows the three planes. Throws what Cornerstone throws where the slices make no volume. */
  async showPlanes(elements: PlaneElements): Promise<void> {
    for (const name of PLANES) {
      this.planes[name].enable(elements[name], name, this.#ended.signal);
    }
    this.#followSize(Object.values(elements));
    await this.#load();
    if (this.#ended.signal.aborted) {
      return;
    }
    const viewportIds = PLANES.map((name) => this.planes[name].viewportId);
    await setVolumesForViewports(this.#engine.rendering, [{ volumeId: this.#volumeId }], viewportIds);
    if (this.#ended.signal.aborted) {
      return;
    }
    for (const name of PLANES) {
      this.planes[name].setWindow({ name: 'file', window: null });
    }
    this.#engine.rendering.renderViewports(viewportIds);
  }

  async showSpace(element: HTMLDivElement, preset: VolumePreset): Promise<void> {
    this.#engine.rendering.enableElement({ viewportId: SPACE_VIEWPORT, element, type: Enums.ViewportType.VOLUME_3D, defaultOptions: { background: [0, 0, 0], orientation: FROM_THE_FRONT } });
    groupOf('volume').addViewport(SPACE_VIEWPORT, this.#engine.rendering.id);
    this.#followSize([element]);
    await this.#load();
    if (this.#ended.signal.aborted) {
      return;
    }
    await setVolumesForViewports(this.#engine.rendering, [{ volumeId: this.#volumeId }], [SPACE_VIEWPORT]);
    if (!this.#ended.signal.aborted) {
      this.resetSpace();
      this.setPreset(preset);
    }
  }

  setPreset(preset: VolumePreset): void {
    const viewport = this.#engine.rendering.getViewport(SPACE_VIEWPORT) as Types.IVolumeViewport | undefined;
    viewport?.setProperties({ preset: VOLUME_PRESETS[preset] });
    viewport?.render();
  }

  resetSpace(): void {
    const viewport = this.#engine.rendering.getViewport(SPACE_VIEWPORT) as Types.IVolumeViewport | undefined;
    viewport?.resetCamera();
    viewport?.render();
  }

  dispose(): void {
    this.#ended.abort();
    const { rendering } = this.#engine;
    // The crosshairs first: their annotations refer to the viewports.
    groupOf('planes').setToolDisabled(CrosshairsTool.toolName);
    for (const viewportId of [...PLANES.map((name) => this.planes[name].viewportId), SPACE_VIEWPORT]) {
      if (rendering.getViewport(viewportId) !== undefined) {
        groupOf(viewportId === SPACE_VIEWPORT ? 'volume' : 'planes').removeViewports(rendering.id, viewportId);
        rendering.disableElement(viewportId);
      }
    }
    if (cache.getVolume(this.#volumeId) !== undefined) {
      cache.removeVolumeLoadObject(this.#volumeId);
    }
  }

  /** Every slice is there when this returns: a volume of half its slices would look like the patient ended there. */
  async #load(): Promise<void> {
    const imageIds = this.#stack.frames.map(({ imageId }) => imageId);
    const volume = (await volumeLoader.createAndCacheVolume(this.#volumeId, { imageIds })) as Types.IStreamingImageVolume;
    const { signal } = this.#ended;
    await new Promise<void>((resolve) => {
      this.#onVolumeEvent(EVENTS.IMAGE_VOLUME_MODIFIED, ({ framesProcessed = 0 }) => this.progress.set({ loaded: framesProcessed, total: imageIds.length }));
      this.#onVolumeEvent(EVENTS.IMAGE_VOLUME_LOADING_COMPLETED, () => resolve());
      signal.addEventListener('abort', () => resolve());
      volume.load();
    });
  }

  #onVolumeEvent(name: string, listener: (detail: { readonly framesProcessed?: number }) => void): void {
    const heard = ((event: CustomEvent<{ volumeId: string; framesProcessed?: number }>) => {
      if (event.detail.volumeId === this.#volumeId) {
        listener(event.detail);
      }
    }) as EventListener;
    eventTarget.addEventListener(name, heard);
    this.#ended.signal.addEventListener('abort', () => eventTarget.removeEventListener(name, heard));
  }

  #followSize(elements: readonly HTMLDivElement[]): void {
    const resizing = new ResizeObserver(() => {
      if (!this.#ended.signal.aborted) {
        this.#engine.rendering.resize(true, true);
      }
    });
    for (const element of elements) {
      resizing.observe(element);
    }
    this.#ended.signal.addEventListener('abort', () => resizing.disconnect());
  }
}

function askedWindow({ frames }: Stack): Window {
  const attributes = frames[0]?.attributes ?? {};
  const [centre] = numbers(attributes, CENTRE);
  const [width] = numbers(attributes, WIDTH);
  return centre === undefined || width === undefined ? UNTOLD : { centre, width };
}
