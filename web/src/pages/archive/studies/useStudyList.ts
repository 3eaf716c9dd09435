/** The list for a filter. While another filter's first answer is on its way, the list before it stays. */
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useServices } from '../../../app/services';
import { queryOf, type StudyFilter } from './studyFilter';
import { type StudyListState, StudyListStore } from './studyListStore';

interface StudyListView {
  readonly store: StudyListStore;
  readonly state: StudyListState;
  /** What to show: the state, or that of the filter before. */
  readonly shown: StudyListState;
}

export function useStudyList(filter: StudyFilter): StudyListView {
  const { session } = useServices();
  const store = useMemo(
    () => new StudyListStore(queryOf(filter, new Date()), () => session.expire()),
    [filter, session],
  );
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [settled, setSettled] = useState(state);
  if (state.loaded && settled !== state) {
    setSettled(state);
  }
  return { store, state, shown: state.loaded ? state : settled };
}
