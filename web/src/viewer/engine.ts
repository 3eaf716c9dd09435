/** Cornerstone for the life of the page: one rendering engine, because each holds WebGL contexts, which browsers have few of. */
import { cache, getRenderingCapabilities, imageLoadPoolManager, init as initCore, metaData, registerImageLoader, RenderingEngine } from '@cornerstonejs/core';
import { init as initDicomImageLoader } from '@cornerstonejs/dicom-image-loader';
import { frameMetadata } from './frameMetadata';
import { SCHEME } from './frames';
import { FrameLoader } from './frameLoader';
import { FrameStore } from './frameStore';
import { LoadFailures } from './loadFailures';
import { MeasurementStore } from './measurementStore';
import { registerTools, type ToolSurroundings } from './toolSetup';
import { warmUp } from './warmUp';

const ENGINE_ID = 'viewer';
const WEBGL_CONTEXTS = 2;
/** Decoders wait for no one; a core is left for drawing. */
const MOST_DECODERS = 4;
/** Above Cornerstone's own metadata providers. */
const PRIORITY = 10_000;
/** Pictures of about two large series. */
const CACHE_BYTES = 1.5e9;
/** Browsers open six connections to a server; one is left for the picture somebody asks for. */
const FETCHES_AHEAD = 5;

/** Steps along a ray, as a multiple of Cornerstone's: a computer without a graphics card would stand still for half a minute otherwise. */
const COARSE_STEPS = 3;

export class ViewerEngine {
  /** WebGL is computed by the processor: volumes in space are drawn coarsely. */
  readonly software = getRenderingCapabilities().softwareRasterizer;
  readonly frames = new FrameStore();
  readonly loader = new FrameLoader(this.frames);
  readonly rendering: RenderingEngine;
  readonly failures: LoadFailures;
  readonly measurements: MeasurementStore;
  #warm = false;

  constructor(surroundings: ToolSurroundings) {
    const volumeRendering = { sampleDistanceMultiplier: this.software ? COARSE_STEPS : 1 };
    initCore({ rendering: { webGlContextCount: WEBGL_CONTEXTS, volumeRendering }, debug: { statsOverlay: false } });
    initDicomImageLoader({ maxWebWorkers: Math.max(1, Math.min(MOST_DECODERS, navigator.hardwareConcurrency - 1)) });
    registerImageLoader(SCHEME, this.loader.load);
    metaData.addProvider(this.#describe, PRIORITY);
    cache.setMaxCacheSize(CACHE_BYTES);
    for (const kind of ['interaction', 'thumbnail', 'prefetch', 'compute'] as const) {
      imageLoadPoolManager.setMaxSimultaneousRequests(kind as never, FETCHES_AHEAD);
    }
    imageLoadPoolManager.grabDelay = 0;
    registerTools(surroundings);
    this.rendering = new RenderingEngine(ENGINE_ID);
    this.failures = new LoadFailures();
    this.measurements = new MeasurementStore(() => this.rendering.render());
  }

  /** Ahead of the first picture; a second call costs nothing, nor does one while pictures are shown. */
  async warmUp(): Promise<void> {
    if (!this.#warm && this.rendering.getViewports().length === 0) {
      this.#warm = true;
      await warmUp(this.rendering);
    }
  }

  readonly #describe = (module: string, imageId: unknown): unknown => {
    const frame = typeof imageId === 'string' ? this.frames.get(imageId) : undefined;
    if (frame === undefined) {
      return undefined;
    }
    const answer = frameMetadata(module, frame);
    return module === 'imagePixelModule' ? { ...answer, ...this.frames.palette(frame.sopInstanceUid) } : answer;
  };
}
