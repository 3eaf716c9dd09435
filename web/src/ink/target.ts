/** Pictures as keys: whether two marks lie on the same one. */
import type { MarkTarget } from '../board/schema';

/** The same for equal targets, different for others. */
export function targetKey(target: MarkTarget): string {
  switch (target.kind) {
    case 'image':
      return `image/${target.study}/${target.series}/${target.instance}/${target.frame}`;
    case 'live':
      return `live/${target.source}`;
    case 'frozen':
      return `frozen/${target.picture}`;
  }
}

export function sameTarget(one: MarkTarget | null, other: MarkTarget | null): boolean {
  return one === other || (one !== null && other !== null && targetKey(one) === targetKey(other));
}
