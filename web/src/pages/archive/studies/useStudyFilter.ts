/** The filter in the page's address. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { addressWithFilter, filterFromAddress, type StudyFilter } from './studyFilter';

export type ChangeFilter = (change: Partial<StudyFilter>) => void;

export function useStudyFilter(): readonly [StudyFilter, ChangeFilter] {
  const [address, setAddress] = useSearchParams();
  const text = address.toString();
  const filter = useMemo(() => filterFromAddress(new URLSearchParams(text)), [text]);
  const change = useCallback<ChangeFilter>(
    // Going back leaves the list; it does not take letters of a word away one by one.
    (changed) =>
      setAddress((now) => addressWithFilter(now, { ...filterFromAddress(now), ...changed }), { replace: true }),
    [setAddress],
  );
  return [filter, change];
}
