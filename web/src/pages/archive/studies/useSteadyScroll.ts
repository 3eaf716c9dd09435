/** What is in view stays where it is when studies come above it; at the very top they appear. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { comeBefore, type StudyList } from './studyList';

interface News {
  /** How many came above since the top was last seen. */
  readonly above: number;
  /** UIDs of the studies that came while the list was open. */
  readonly arrived: ReadonlySet<string>;
  /** Goes to the top. */
  readonly show: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** @param rowHeight of every row, in CSS pixels */
export function useSteadyScroll(scroller: RefObject<HTMLElement | null>, list: StudyList, rowHeight: number): News {
  const before = useRef(list);
  const [above, setAbove] = useState(0);
  const [arrived, setArrived] = useState(NONE);

  useLayoutEffect(() => {
    const older = before.current;
    before.current = list;
    const element = scroller.current;
    const first = Math.floor((element?.scrollTop ?? 0) / rowHeight);
    const uid = older.studies[first]?.study_uid;
    const came = uid === undefined ? 0 : comeBefore(older, list, uid);
    if (element === null || older === list || came === 0) {
      return;
    }
    if (element.scrollTop > rowHeight / 2) {
      element.scrollTop += came * rowHeight;
      setAbove((count) => Math.max(0, count + came));
    }
    const known = new Set(older.studies.map((study) => study.study_uid));
    setArrived(
      new Set(
        list.studies.slice(0, first + came).flatMap(({ study_uid }) => (known.has(study_uid) ? [] : [study_uid])),
      ),
    );
  }, [list, rowHeight, scroller]);

  useEffect(() => {
    const element = scroller.current;
    const look = () => {
      if (element !== null && element.scrollTop < rowHeight / 2) {
        setAbove(0);
      }
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => element?.removeEventListener('scroll', look);
  }, [scroller, rowHeight]);

  return { above, arrived, show: () => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' }) };
}
