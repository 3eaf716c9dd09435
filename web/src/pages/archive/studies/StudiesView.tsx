/** The list of studies with its filters, and the details of one. */
import { IconPlugConnectedX, IconSearchOff } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { ApiError } from '../../../api/http';
import { useServices } from '../../../app/services';
import { Notice } from '../../../ui/Notice';
import { Hint } from '../../../ui/Hint';
import { NoAccess } from '../NoAccess';
import { EmptyArchive } from './EmptyArchive';
import classes from './StudiesView.module.css';
import { StudyCount } from './StudyCount';
import { StudyDrawer } from './StudyDrawer';
import { StudyFilterBar } from './StudyFilterBar';
import { StudyTable } from './StudyTable';
import { activeFields, EVERYTHING } from './studyFilter';
import { useStudyFilter } from './useStudyFilter';
import { useStudyList } from './useStudyList';

/** Which study's details are open is in the address too. */
const DETAILS = 'details';

export function StudiesView({ administrator }: { readonly administrator: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const [filter, changeFilter] = useStudyFilter();
  const { store, state, shown } = useStudyList(filter);
  useRefreshAfterUpload(store.refresh);

  const details = address.get(DETAILS);
  const showDetails = useCallback(
    (studyUid: string | null) =>
      setAddress((now) => {
        const changed = new URLSearchParams(now);
        if (studyUid === null) {
          changed.delete(DETAILS);
        } else {
          changed.set(DETAILS, studyUid);
        }
        return changed;
      }),
    [setAddress],
  );
  const open = useCallback((studyUid: string) => void navigate(`/archive/${encodeURIComponent(studyUid)}`), [navigate]);

  if (state.problem?.status === 403) {
    return <NoAccess />;
  }
  const nothing = shown.loaded && shown.list.studies.length === 0;
  const filtered = activeFields(filter) > 0;
  return (
    <>
      <StudyFilterBar filter={filter} onChange={changeFilter}>
        <StudyCount count={shown.count} />
      </StudyFilterBar>
      {state.problem !== null && <ListProblem problem={state.problem} />}
      {nothing && !filtered && <EmptyArchive />}
      {nothing && filtered && (
        <Hint icon={IconSearchOff} title={t('archive.empty.noMatch')}>
          <p>{t('archive.empty.noMatchText')}</p>
          <Button variant="default" size="xs" mt="md" onClick={() => changeFilter(EVERYTHING)}>
            {t('filter.clear')}
          </Button>
        </Hint>
      )}
      {!nothing && (
        <StudyTable
          key={filterKey(filter)}
          state={shown}
          stale={!state.loaded && shown.loaded}
          onLook={store.lookAt}
          onOpen={open}
          onDetails={showDetails}
        />
      )}
      <StudyDrawer studyUid={details} administrator={administrator} onOpen={open} onClose={() => showDetails(null)} />
    </>
  );
}

function ListProblem({ problem }: { readonly problem: ApiError }) {
  const { t } = useTranslation();
  return (
    <div className={classes.problem}>
      <Notice tone="warning" icon={IconPlugConnectedX}>
        {problem.status === 0
          ? t('archive.problem.unreachable')
          : t('archive.problem.failed', { reason: problem.message })}
      </Notice>
    </div>
  );
}

/** Another list begins at its top. */
function filterKey(filter: object): string {
  return JSON.stringify(filter);
}

/** What was just brought in is looked for at once. */
function useRefreshAfterUpload(refresh: () => void): void {
  const { upload } = useServices();
  const { phase } = useSyncExternalStore(upload.subscribe, upload.getSnapshot);
  useEffect(() => {
    if (phase === 'finished') {
      refresh();
    }
  }, [phase, refresh]);
}
