/** Lengths of time as people say them. */

export type Duration = { readonly unit: 'now' } | { readonly unit: 'minutes' | 'hours' | 'days'; readonly count: number };

/** The largest unit that fits, rounded down; less than a minute (or a clock that is ahead) is "now". */
export function describeDuration(seconds: number): Duration {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) {
    return { unit: 'now' };
  }
  if (minutes < 60) {
    return { unit: 'minutes', count: minutes };
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) };
}
