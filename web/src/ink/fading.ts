/** Marks on a running picture that do not stay: how long they are seen, and taking one's own away afterwards. */
import type { Mark } from '../board/schema';
import type { InkBoard } from './inkBoard';

/** From drawn to invisible, ms. */
export const FADE_MS = 6_000;
/** By then they have faded on every screen, late clocks and lines included, ms. */
const GONE_MS = 10_000;
const SWEEP_EVERY_MS = 2_000;

export function fades({ target, stays }: Pick<Mark, 'target' | 'stays'>): boolean {
  return target.kind === 'live' && !stays;
}

/** `now`: the server's clock. */
export function hasFaded(mark: Pick<Mark, 'target' | 'stays' | 'at'>, now: number): boolean {
  return fades(mark) && now - mark.at >= FADE_MS;
}

/** Takes one's own faded marks off the board, until the returned function is called. */
export function sweepFaded({ marks, me }: Pick<InkBoard, 'marks' | 'me'>): () => void {
  const timer = window.setInterval(() => {
    for (const id of goneOf(marks.getSnapshot(), me.id, me.now())) {
      marks.fade(id);
    }
  }, SWEEP_EVERY_MS);
  return () => window.clearInterval(timer);
}

export function goneOf(marks: ReadonlyMap<string, Mark>, author: string, now: number): readonly string[] {
  return [...marks].filter(([, mark]) => mark.author === author && fades(mark) && now - mark.at >= GONE_MS).map(([id]) => id);
}
