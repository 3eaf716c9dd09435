/** Cornerstone's image loader for pictures of the archive: fetches a frame, decodes it (in a worker where that is work), can be cancelled. */
import type { Types } from '@cornerstonejs/core';
import { createImage } from '@cornerstonejs/dicom-image-loader';
import { ApiError } from '../api/http';
import { type Answer, browserSurroundings, request } from './archiveRequest';
import { text } from './dicomJson';
import { type Frame, SCHEME } from './frames';
import type { FrameStore } from './frameStore';
import { type Part, singlePart } from './multipart';
import { loadPalette } from './palette';
import { plainImage } from './plainImage';
import { acceptFor, isDecodable, LineSpeed } from './wireSyntax';

const PHOTOMETRIC = '00280004';
const PALETTE = 'PALETTE COLOR';
const BULK = 'application/octet-stream';

export class FrameLoader {
  readonly #frames: FrameStore;
  readonly #line = new LineSpeed();
  /** How the pictures of a series are stored, from the first answer. */
  readonly #storedAs = new Map<string, string>();
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
    const [part] = await Promise.all([this.#fetchPart(frame, signal), this.#preparePalette(frame, signal)]);
    return plainImage(frame, part, options) ?? ((await createImage(imageId, part.bytes, part.transferSyntax, options)) as unknown as Types.IImage);
  }

  async #fetchPart(frame: Frame, signal: AbortSignal): Promise<Part> {
    const series = frame.imageId.slice(0, frame.imageId.indexOf('/instances/'));
    const storedAs = this.#storedAs.get(series) ?? null;
    const part = await this.#fetchAs(frame, acceptFor(storedAs, this.#line.slow), signal);
    if (storedAs !== null) {
      return part;
    }
    this.#storedAs.set(series, part.transferSyntax);
    return isDecodable(part.transferSyntax) ? part : this.#fetchAs(frame, acceptFor(part.transferSyntax, false), signal);
  }

  async #fetchAs(frame: Frame, accept: string, signal: AbortSignal): Promise<Part> {
    const { contentType, bytes, lineMs } = await this.#ask(frame.imageId.slice(SCHEME.length + 1), accept, signal);
    this.#line.measured(bytes.length, lineMs);
    return singlePart(contentType, bytes);
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
      // Addresses of bulk data are absolute; the page speaks to its own server only.
      const { pathname, search } = new URL(address, window.location.href);
      return await request(pathname + search, accept, signal, browserSurroundings);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.onExpired();
      }
      throw error;
    }
  }
}
