/** Cornerstone's image loader for pictures of the archive: fetches a frame, decodes it in a worker, can be cancelled. */
import type { Types } from '@cornerstonejs/core';
import { createImage } from '@cornerstonejs/dicom-image-loader';
import { ApiError } from '../api/http';
import { type Answer, browserSurroundings, request } from './archiveRequest';
import { text } from './dicomJson';
import { type Frame, SCHEME } from './frames';
import type { FrameStore } from './frameStore';
import { singlePart } from './multipart';
import { loadPalette } from './palette';
import { acceptFor, LineSpeed } from './wireSyntax';

/** Available Transfer Syntax UID: how the archive keeps the picture (PS3.18 Table 10.6.1-5). */
const STORED_AS = '00083002';
const PHOTOMETRIC = '00280004';
const PALETTE = 'PALETTE COLOR';
const BULK = 'application/octet-stream';

export class FrameLoader {
  readonly #frames: FrameStore;
  readonly #line = new LineSpeed();
  /** The server no longer knows the session. */
  onExpired: () => void = () => undefined;

  constructor(frames: FrameStore) {
    this.#frames = frames;
  }

  /** In the form of `registerImageLoader`. */
  readonly load = (imageId: string, options: Record<string, unknown> = {}): Types.IImageLoadObject => {
    const abort = new AbortController();
    return { promise: this.#load(imageId, options, abort.signal), cancelFn: () => abort.abort() };
  };

  async #load(imageId: string, options: Record<string, unknown>, signal: AbortSignal): Promise<Types.IImage> {
    const frame = this.#frames.get(imageId);
    if (frame === undefined) {
      throw new Error(`${imageId} is not part of an opened series`);
    }
    const [answer] = await Promise.all([this.#fetchFrame(frame, signal), this.#preparePalette(frame, signal)]);
    const { bytes, transferSyntax } = singlePart(answer.contentType, answer.bytes);
    return (await createImage(imageId, bytes, transferSyntax, options)) as unknown as Types.IImage;
  }

  async #fetchFrame(frame: Frame, signal: AbortSignal): Promise<Answer> {
    const started = performance.now();
    const accept = acceptFor(text(frame.attributes, STORED_AS), this.#line.slow);
    const answer = await this.#ask(frame.imageId.slice(SCHEME.length + 1), accept, signal);
    this.#line.measured(answer.bytes.length, performance.now() - started);
    return answer;
  }

  async #preparePalette({ attributes, sopInstanceUid }: Frame, signal: AbortSignal): Promise<void> {
    if (text(attributes, PHOTOMETRIC) !== PALETTE || this.#frames.palette(sopInstanceUid) !== undefined) {
      return;
    }
    const fetchBytes = async (address: string) => {
      const { contentType, bytes } = await this.#ask(address, BULK, signal);
      return singlePart(contentType, bytes).bytes;
    };
    this.#frames.setPalette(sopInstanceUid, await loadPalette(attributes, fetchBytes));
  }

  async #ask(address: string, accept: string, signal: AbortSignal): Promise<Answer> {
    try {
      return await request(address, accept, signal, browserSurroundings);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.onExpired();
      }
      throw error;
    }
  }
}
