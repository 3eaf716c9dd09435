/** What a study would be left with: drawn, measured and chosen on its stored images. */
import type { KeyImage, Mark } from '../../../board/schema';

export interface Keepable {
  readonly marks: number;
  readonly measured: number;
  readonly keyImages: number;
}

export function keepableOf(study: string, marks: Iterable<Mark>, keyImages: readonly KeyImage[]): Keepable {
  const here = [...marks].filter(({ target }) => target.kind === 'image' && target.study === study);
  return {
    marks: here.length,
    measured: here.filter(({ measured }) => measured.length > 0).length,
    keyImages: keyImages.filter((image) => image.study === study).length,
  };
}

export function isNothing({ marks, keyImages }: Keepable): boolean {
  return marks + keyImages === 0;
}
