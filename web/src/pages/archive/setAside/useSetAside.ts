/** What is set aside, page by page. */
import { useCallback, useEffect, useState } from 'react';
import { fetchSetAside, type SetAside } from '../../../api/archiveSetAside';
import { type ApiError, assertApiError } from '../../../api/http';

interface SetAsideList {
  /** Newest first; null before the first answer. */
  readonly files: readonly SetAside[] | null;
  readonly complete: boolean;
  readonly problem: ApiError | null;
  readonly more: () => void;
  /** Takes one off the list. */
  readonly forget: (id: SetAside['id']) => void;
}

export function useSetAside(): SetAsideList {
  const [files, setFiles] = useState<readonly SetAside[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);

  useEffect(() => {
    const leaving = new AbortController();
    fetchSetAside(cursor, leaving.signal).then(
      (page) => {
        setFiles((before) => (cursor === null ? page.set_aside : [...(before ?? []), ...page.set_aside]));
        setNext(page.next);
        setProblem(null);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) {
          return;
        }
        assertApiError(error);
        setProblem(error);
      },
    );
    return () => leaving.abort();
  }, [cursor]);

  const more = useCallback(() => setCursor(next), [next]);
  const forget = useCallback(
    (id: SetAside['id']) => setFiles((before) => before?.filter((file) => file.id !== id) ?? null),
    [],
  );
  return { files, complete: next === null, problem, more, forget };
}
