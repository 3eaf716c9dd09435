/** A stored series in a cell: leafed through, windowed, played, drawn upon, followed. */
import { Loader } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stack } from '../../../viewer/frames';
import type { StackView } from '../../../viewer/stackView';
import { CineBar } from '../../viewer/CineBar';
import { FailureVeil } from '../../viewer/FailureVeil';
import { OrientationLetters } from '../../viewer/OrientationLetters';
import { SliceRail } from '../../viewer/SliceRail';
import { useStore } from '../../viewer/useStore';
import { useRoomParts } from '../roomSessionContext';
import { CellInk } from './CellInk';
import classes from './SeriesCell.module.css';
import { seriesControls } from './seriesControls';
import { SeriesCellBar } from './SeriesCellBar';
import { useSeriesTitle } from './useSeriesTitle';
import { type SeriesContent, useStack } from './useStack';
import { useStackView } from './useStackView';

interface SeriesCellProps {
  readonly at: number;
  readonly content: SeriesContent;
}

export function SeriesCell({ at, content }: SeriesCellProps) {
  const { t } = useTranslation();
  const { session } = useRoomParts();
  const element = useRef<HTMLDivElement>(null);
  const state = useStack(content);
  const mounted = useStackView(at, content.study, element);
  const stack = state.status === 'there' ? state.stack : null;
  const title = useSeriesTitle(content.study, stack);
  const view = mounted?.view ?? null;

  useEffect(() => (view === null ? undefined : session.attach(at, seriesControls(view, content, title.name))), [session, at, view, content, title.name]);
  useEffect(() => {
    if (view !== null && stack !== null) {
      const shown = view.show(stack, session.startOf(stack));
      session.aim();
      void shown;
    }
  }, [session, view, stack]);

  return (
    <section className={classes.cell} onContextMenu={(event) => event.preventDefault()}>
      <SeriesCellBar at={at} content={content} view={view} title={title} parts={state.status === 'there' ? state.parts : 1} />
      <div className={classes.middle}>
        <div ref={element} className={classes.canvas} tabIndex={0} role="group" aria-label={title.name} aria-description={t('viewer.cellKeys')} data-testid="viewer-canvas">
          {mounted !== null && <CellInk surface={mounted.surface} />}
        </div>
        {state.status === 'failed' && (
          <p className={classes.hint} role="alert">
            {state.refused ? t('consultation.series.refused') : t('viewer.seriesFailed', { reason: state.reason })}
          </p>
        )}
        {state.status === 'loading' && <Loader className={classes.loader} size="sm" type="dots" />}
        {view !== null && stack !== null && <Over view={view} stack={stack} />}
      </div>
    </section>
  );
}

interface OverProps {
  readonly view: StackView;
  readonly stack: Stack;
}

function Over({ view, stack }: OverProps) {
  const state = useStore(view);
  return (
    <div className={classes.over} data-drawn={state.drawn}>
      {!state.drawn && <Loader className={classes.loader} size="sm" type="dots" />}
      {state.letters !== null && (
        <div className={classes.letters}>
          <OrientationLetters letters={state.letters} />
        </div>
      )}
      <FailureVeil view={view} imageId={state.imageId} />
      {state.count > 1 && (stack.moving ? <CineBar view={view} /> : <SliceRail view={view} />)}
    </div>
  );
}
