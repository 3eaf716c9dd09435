/** Amber or red where a study departs from the standard, and why; nothing where all is well. */
import { Popover } from '@mantine/core';
import { IconAlertTriangleFilled, IconAlertOctagonFilled } from '@tabler/icons-react';
import { type SyntheticEvent, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchStudy, type Verdict } from '../../../api/archive';
import { useAnswer } from '../../../ui/useAnswer';
import { useServerProblem } from '../../../ui/useServerProblem';
import { Findings } from './Findings';
import classes from './VerdictMark.module.css';

interface VerdictMarkProps {
  readonly studyUid: string;
  readonly verdict: Verdict;
}

export function VerdictMark({ studyUid, verdict }: VerdictMarkProps) {
  const { t } = useTranslation();
  if (verdict === 'passed') {
    return null;
  }
  const Mark = verdict === 'failed' ? IconAlertOctagonFilled : IconAlertTriangleFilled;
  const label = t('archive.verdict.show', { verdict: t(`archive.verdict.${verdict}`) });
  return (
    <Popover width={340} position="bottom-end" withArrow>
      <Popover.Target>
        <button
          type="button"
          className={classes.mark}
          data-verdict={verdict}
          data-testid="verdict"
          aria-label={label}
          title={label}
          onClick={stop}
          onDoubleClick={stop}
        >
          <Mark size={15} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown onClick={stop} onDoubleClick={stop}>
        <FetchedFindings studyUid={studyUid} verdict={verdict} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Looking at the reasons neither chooses nor opens the study. */
function stop(event: SyntheticEvent): void {
  event.stopPropagation();
}

function FetchedFindings({ studyUid, verdict }: VerdictMarkProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const ask = useCallback((signal: AbortSignal) => fetchStudy(studyUid, signal), [studyUid]);
  const { value, problem } = useAnswer(ask);
  if (value !== null) {
    return <Findings verdict={verdict} reasons={value.reasons} />;
  }
  return <span>{problem === null ? t('app.loading') : describe(problem)}</span>;
}
