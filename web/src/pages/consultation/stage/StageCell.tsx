/** One cell of the stage, whatever is in it. */
import type { CellContent } from '../../../board/schema';
import { useTranslation } from 'react-i18next';
import { useBoard, usePart } from '../boardContext';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import { ConsoleCell } from './ConsoleCell';
import { EmptyCell } from './EmptyCell';
import { ScreenCell } from './ScreenCell';
import { SeriesCell } from './SeriesCell';
import classes from './StageCell.module.css';

interface StageCellProps {
  readonly at: number;
  readonly content: CellContent | null;
}

export function StageCell({ at, content }: StageCellProps) {
  const { t } = useTranslation();
  const { session } = useRoomParts();
  const { active } = useRoomSessionState();
  const { layout } = usePart(useBoard().stage);
  return (
    <div
      className={classes.cell}
      data-testid="stage-cell"
      data-cell={at}
      data-kind={content?.kind ?? 'empty'}
      data-active={active === at && layout !== '1x1'}
      role="group"
      aria-label={t('consultation.stage.cell', { number: at + 1 })}
      onPointerDownCapture={() => session.activate(at)}
      onWheelCapture={() => session.activate(at)}
      onFocus={() => session.activate(at)}
    >
      <Contents at={at} content={content} />
    </div>
  );
}

/** Another source in the same cell is another picture: nothing of the one before stays. */
function Contents({ at, content }: StageCellProps) {
  switch (content?.kind) {
    case 'console':
      return <ConsoleCell key={content.room} at={at} room={content.room} />;
    case 'screen':
      return <ScreenCell key={content.attendee} at={at} attendee={content.attendee} />;
    case 'series':
      return <SeriesCell key={content.series} at={at} content={content} />;
    default:
      return <EmptyCell at={at} />;
  }
}
