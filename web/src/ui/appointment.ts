/** Moments ahead as people say them: which day, seen from now, on this computer's calendar. */

export type Day = 'today' | 'tomorrow' | 'other';

export function dayOf(moment: Date, now: Date): Day {
  const days = Math.round((midnight(moment) - midnight(now)) / 86_400_000); // rounded: a day of a clock change is no 24 hours
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'other';
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
