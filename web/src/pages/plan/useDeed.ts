/** One small deed after the other at the server, with what went wrong with the last one. */
import { useState } from 'react';
import { useServerProblem } from '../../ui/useServerProblem';

interface Deeds {
  readonly run: (deed: () => Promise<unknown>) => void;
  /** In the page's language; null while all is well. */
  readonly problem: string | null;
}

/** @param onDone called after each, also where it went wrong: the page may show what is no longer so */
export function useDeed(onDone: () => void): Deeds {
  const describe = useServerProblem();
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (deed: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await deed();
    } catch (error) {
      setProblem(describe(error));
    } finally {
      onDone();
    }
  };
  return { run: (deed) => void run(deed), problem };
}
