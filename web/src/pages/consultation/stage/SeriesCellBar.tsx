/** The line over a stored series: which it is, where in it one is, its window, and its clips where it has several. */
import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StackView } from '../../../viewer/stackView';
import { useStore } from '../../viewer/useStore';
import { useBoard } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { KeepDrawnButton } from '../keeping/KeepDrawnButton';
import { CellActions } from './CellActions';
import { CellBar } from './CellBar';
import classes from './SeriesCellBar.module.css';
import { SeriesMenu } from './SeriesMenu';
import type { SeriesTitle } from './useSeriesTitle';
import type { SeriesContent } from './useStack';

interface SeriesCellBarProps {
  readonly at: number;
  readonly content: SeriesContent;
  readonly view: StackView | null;
  readonly title: SeriesTitle;
  readonly parts: number;
}

export function SeriesCellBar({ at, content, view, title, parts }: SeriesCellBarProps) {
  return (
    <CellBar title={title.name} detail={title.detail}>
      {parts > 1 && <Parts at={at} content={content} parts={parts} />}
      {view !== null && <Figures view={view} />}
      <KeepDrawnButton study={content.study} />
      <CellActions at={at} />
    </CellBar>
  );
}

function Figures({ view }: { readonly view: StackView }) {
  const { t } = useTranslation();
  const { index, count } = useStore(view);
  return (
    <>
      <SeriesMenu view={view} />
      {count > 0 && (
        <span className={classes.figure} data-testid="cell-slice" data-index={index} data-count={count}>
          {t('viewer.slice', { index: index + 1, count })}
        </span>
      )}
    </>
  );
}

/** Which of the clips; for everybody, as whatever stands on the stage. */
function Parts({ at, content, parts }: Pick<SeriesCellBarProps, 'at' | 'content' | 'parts'>) {
  const { t } = useTranslation();
  const board = useBoard();
  const mayArrange = useMayHere('present');
  const choose = (part: number) => board.stage.setCell(at, { ...content, part });
  return (
    <span className={classes.parts}>
      {mayArrange && (
        <ActionIcon variant="transparent" size={24} className={classes.button} disabled={content.part === 0} aria-label={t('viewer.previousPart')} onClick={() => choose(content.part - 1)}>
          <IconChevronLeft size={14} />
        </ActionIcon>
      )}
      {t('viewer.part', { index: content.part + 1, count: parts })}
      {mayArrange && (
        <ActionIcon variant="transparent" size={24} className={classes.button} disabled={content.part === parts - 1} aria-label={t('viewer.nextPart')} onClick={() => choose(content.part + 1)}>
          <IconChevronRight size={14} />
        </ActionIcon>
      )}
    </span>
  );
}
