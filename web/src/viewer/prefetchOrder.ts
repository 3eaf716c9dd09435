/** In which order pictures are fetched ahead: the nearest first, both ways, then the rest. */

/** Indexes of `count` pictures by their distance from `centre`; of two equally near, the one ahead first. */
export function nearestFirst(count: number, centre: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index).sort(
    (a, b) => Math.abs(a - centre) - Math.abs(b - centre) || b - a,
  );
}
