/** The stack that a viewport is to show, fetched when its series is put there. */
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/http';
import { useServices } from '../../app/services';
import type { Stack } from '../../viewer/frames';
import type { Cell } from '../../viewer/viewerSession';
import { useSessionState, useViewer } from './viewerContext';

export type CellContent =
  | { readonly status: 'empty' }
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'there'; readonly cell: Cell; readonly stack: Stack; readonly parts: number };

export function useCellContent(at: number): CellContent {
  const { session } = useViewer();
  const { session: signedIn } = useServices();
  const { cells } = useSessionState();
  const cell = cells[at] ?? null;
  const [content, setContent] = useState<CellContent>({ status: 'empty' });
  useEffect(() => {
    if (cell === null) {
      setContent({ status: 'empty' });
      return undefined;
    }
    let current = true;
    setContent({ status: 'loading' });
    session.stacks(cell.seriesUid).then(
      (stacks) => current && setContent(contentOf(cell, stacks)),
      (error: unknown) => {
        if (current && error instanceof ApiError && error.status === 401) {
          signedIn.expire();
        } else if (current) {
          setContent({ status: 'failed', reason: error instanceof Error ? error.message : String(error) });
        }
      },
    );
    return () => {
      current = false;
    };
  }, [session, signedIn, cell]);
  return content;
}

function contentOf(cell: Cell, stacks: readonly Stack[]): CellContent {
  const stack = stacks[cell.part];
  return stack === undefined ? { status: 'empty' } : { status: 'there', cell, stack, parts: stacks.length };
}
