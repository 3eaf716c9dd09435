/** Which pictures the page knows, by Cornerstone's image id, with what was fetched beside them. */
import type { Frame } from './frames';
import type { PaletteTables } from './palette';

export class FrameStore {
  readonly #frames = new Map<string, Frame>();
  readonly #palettes = new Map<string, PaletteTables>();

  add(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.#frames.set(frame.imageId, frame);
    }
  }

  get(imageId: string): Frame | undefined {
    return this.#frames.get(imageId);
  }

  /** Frames of one instance share its colour tables. */
  setPalette(sopInstanceUid: string, tables: PaletteTables): void {
    this.#palettes.set(sopInstanceUid, tables);
  }

  palette(sopInstanceUid: string): PaletteTables | undefined {
    return this.#palettes.get(sopInstanceUid);
  }
}
