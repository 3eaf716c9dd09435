/** The stack that a cell is to show, fetched when its series is put there. */
import { useEffect, useState } from 'react';
import { ApiError } from '../../../api/http';
import type { CellContent } from '../../../board/schema';
import type { Stack } from '../../../viewer/frames';
import { useRoomParts } from '../roomSessionContext';

export type SeriesContent = Extract<CellContent, { kind: 'series' }>;

export type StackState =
  | { readonly status: 'loading' }
  /** `refused`: this person may not see it. */
  | { readonly status: 'failed'; readonly refused: boolean; readonly reason: string }
  | { readonly status: 'there'; readonly stack: Stack; readonly parts: number };

/** An access that was just given may not be known everywhere yet. Milliseconds. */
const ASK_AGAIN_MS = 2_000;

export function useStack({ study, series, part }: SeriesContent): StackState {
  const { session } = useRoomParts();
  const [state, setState] = useState<StackState>({ status: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    let timer: number | undefined;
    session.stacks(study, series).then(
      (stacks) => {
        const stack = stacks[part];
        if (current) {
          setState(stack === undefined ? { status: 'failed', refused: false, reason: '' } : { status: 'there', stack, parts: stacks.length });
        }
      },
      (error: unknown) => {
        if (!current) {
          return;
        }
        const refused = error instanceof ApiError && (error.status === 403 || error.status === 404);
        setState({ status: 'failed', refused, reason: error instanceof Error ? error.message : String(error) });
        timer = window.setTimeout(() => setRound(round + 1), ASK_AGAIN_MS);
      },
    );
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [session, study, series, part, round]);
  return state;
}
