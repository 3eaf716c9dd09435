/** The draft of the plan form, begun with what the page's address brings along. */
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { fetchStudy, type Study } from '../../api/archive';
import { type ApiError, assertApiError } from '../../api/http';
import type { PlanDraft } from './planDraft';

export type ChangeDraft = (change: Partial<PlanDraft>) => void;

interface Drafting {
  readonly draft: PlanDraft;
  readonly change: ChangeDraft;
  readonly addStudy: (study: Study) => void;
  /** What kept a study of the address from being brought along. */
  readonly problem: ApiError | null;
}

export function usePlanDraft(): Drafting {
  const [address] = useSearchParams();
  const [draft, setDraft] = useState<PlanDraft>(() => ({
    title: '',
    question: '',
    when: 'now',
    at: null,
    invited: [],
    studies: [],
    consoles: address.getAll('console'),
  }));
  const [problem, setProblem] = useState<ApiError | null>(null);
  const addStudy = (study: Study) => setDraft((before) => ({ ...before, studies: withStudy(before.studies, study) }));

  const wanted = address.getAll('study').join();
  useEffect(() => {
    const leaving = new AbortController();
    const uids = wanted === '' ? [] : wanted.split(',');
    Promise.all(uids.map((uid) => fetchStudy(uid, leaving.signal))).then(
      (studies) => setDraft((before) => ({ ...before, studies: studies.reduce(withStudy, before.studies) })),
      (error: unknown) => {
        if (leaving.signal.aborted) {
          return;
        }
        assertApiError(error);
        setProblem(error);
      },
    );
    return () => leaving.abort();
  }, [wanted]);

  return { draft, change: (change) => setDraft((before) => ({ ...before, ...change })), addStudy, problem };
}

function withStudy(studies: readonly Study[], study: Study): readonly Study[] {
  return studies.some(({ study_uid: uid }) => uid === study.study_uid) ? studies : [...studies, study];
}
