/** One viewport with a plane through a volume: axial, sagittal or coronal. */
import { EVENTS, Enums, type Types } from '@cornerstonejs/core';
import { lettersAtEdges, moveCamera } from './camera';
import { COLOUR_MAPS, type ColourMap } from './colourMaps';
import type { ViewerEngine } from './engine';
import { Store } from './store';
import { groupOf } from './toolSetup';
import { EMPTY_VIEW, type ViewCommand, type ViewState } from './view';
import { rangeOf, type Window, windowFrom, windowOf, type WindowPreset } from './windowPresets';

export const PLANES = ['axial', 'sagittal', 'coronal'] as const;

export type PlaneName = (typeof PLANES)[number];

const ORIENTATIONS = {
  axial: Enums.OrientationAxis.AXIAL,
  sagittal: Enums.OrientationAxis.SAGITTAL,
  coronal: Enums.OrientationAxis.CORONAL,
} as const;

export class PlaneView extends Store<ViewState> {
  readonly viewportId: string;
  readonly #engine: ViewerEngine;
  readonly #asked: Window;
  readonly #range: { readonly lowest: number; readonly highest: number };

  /**
   * @param asked what the first picture of the series asks for
   * @param range lowest and highest value of the volume
   */
  constructor(engine: ViewerEngine, viewportId: string, asked: Window, range: { readonly lowest: number; readonly highest: number }) {
    super(EMPTY_VIEW);
    this.#engine = engine;
    this.viewportId = viewportId;
    this.#asked = asked;
    this.#range = range;
  }

  get viewport(): Types.IVolumeViewport {
    return this.#engine.rendering.getViewport(this.viewportId) as Types.IVolumeViewport;
  }

  enable(element: HTMLDivElement, plane: PlaneName, ended: AbortSignal): void {
    this.#engine.rendering.enableElement({
      viewportId: this.viewportId,
      element,
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation: ORIENTATIONS[plane] },
    });
    groupOf('planes').addViewport(this.viewportId, this.#engine.rendering.id);
    for (const name of [EVENTS.VOLUME_NEW_IMAGE, EVENTS.VOI_MODIFIED, EVENTS.CAMERA_MODIFIED]) {
      element.addEventListener(name, () => this.#publish(), { signal: ended });
    }
    element.addEventListener(EVENTS.IMAGE_RENDERED, () => this.#rendered(), { signal: ended });
  }

  step(by: number): void {
    this.viewport.scroll(by);
  }

  setWindow(preset: WindowPreset): void {
    this.viewport.setProperties({ voiRange: rangeOf(windowOf(preset, this.#asked, this.#range)) });
    this.viewport.render();
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
      this.viewport.setProperties({ invert: !this.getSnapshot().inverted });
      this.set({ ...this.getSnapshot(), inverted: !this.getSnapshot().inverted });
    } else {
      this.viewport.resetCamera();
      this.setWindow({ name: 'file', window: null });
    }
    this.viewport.render();
  }

  #rendered(): void {
    if (!this.getSnapshot().drawn && this.viewport.getActors().length > 0) {
      this.set({ ...this.getSnapshot(), drawn: true });
      this.#publish();
    }
  }

  #publish(): void {
    const { viewport } = this;
    if (viewport === undefined || viewport.getActors().length === 0) {
      return;
    }
    const voiRange = viewport.getProperties()?.voiRange;
    this.set({
      ...this.getSnapshot(),
      index: viewport.getSliceIndex(),
      count: viewport.getNumberOfSlices(),
      window: voiRange === undefined ? null : windowFrom(voiRange),
      zoom: viewport.getZoom(),
      letters: lettersAtEdges(viewport),
    });
  }
}
