/** Puts what was brought along onto a stage that nobody has arranged: who calls for help has other things to do. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { fetchStudy } from '../../../api/archive';
import { ApiError } from '../../../api/http';
import { seriesWithImages } from '../../viewer/seriesWithImages';
import { useBoard, usePart } from '../boardContext';
import { useConsultationParts } from '../consultationContext';
import { arrangementOf } from './arrangement';

/** Longer than anybody waits for a stage. */
const LONGEST_WAIT_MS = 10_000;

/** Done by the host's page alone, once, as soon as the board is there. */
export function useFirstArrangement(): void {
  const board = useBoard();
  const { consultation } = useConsultationParts();
  const { phase } = usePart(board.connection);
  const looked = useRef(false);
  const mine = consultation.me.host && consultation.state === 'open';
  const ready = mine && phase === 'synced';

  const arrange = useEffectEvent(async () => {
    const series = await Promise.all(consultation.studies.map(({ study_uid }) => firstSeries(study_uid)));
    const arrangement = arrangementOf(
      consultation.consoles.map(({ room }) => room),
      series.filter((one) => one !== null),
    );
    if (arrangement !== null && isBare(board.stage.getSnapshot().cells)) {
      board.stage.setLayout(arrangement.layout);
      arrangement.contents.forEach((content, at) => board.stage.setCell(at, content));
    }
  });

  useEffect(() => {
    if (ready && !looked.current) {
      looked.current = true;
      if (isBare(board.stage.getSnapshot().cells)) {
        void arrange();
      }
    }
  }, [board, ready]);
}

function isBare(cells: readonly unknown[]): boolean {
  return cells.every((content) => content === null);
}

/** Null for a study without pictures, or one that cannot be had: the others are shown all the same. */
async function firstSeries(study: string): Promise<{ readonly study: string; readonly series: string } | null> {
  try {
    const [first] = seriesWithImages(await fetchStudy(study, AbortSignal.timeout(LONGEST_WAIT_MS)));
    return first === undefined ? null : { study, series: first.series_uid };
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'TimeoutError')) {
      return null;
    }
    throw error;
  }
}
