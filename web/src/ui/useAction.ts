/** Something a button asks of the server: whether it is under way, and what went wrong. */
import { useState } from 'react';
import { useServerProblem } from './useServerProblem';

interface Action {
  readonly busy: boolean;
  /** In the page's language; null while all is well. */
  readonly problem: string | null;
  readonly run: () => void;
}

export function useAction(act: () => Promise<void>): Action {
  const describe = useServerProblem();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(describe(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run: () => void start() };
}
