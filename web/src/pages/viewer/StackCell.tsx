/** One viewport with a stack, what is written over it, and its states: empty, loading, failed. */
import { Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stack } from '../../viewer/frames';
import type { StackView } from '../../viewer/stackView';
import { CineBar } from './CineBar';
import { FailureVeil } from './FailureVeil';
import { PartChooser } from './PartChooser';
import { PictureOverlay } from './PictureOverlay';
import { SERIES_DRAG } from './seriesDrag';
import { SliceRail } from './SliceRail';
import classes from './StackCell.module.css';
import { useCellContent } from './useCellContent';
import { useStore } from './useStore';
import { useSessionState, useViewer } from './viewerContext';

export function StackCell({ at }: { readonly at: number }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { active, layout } = useSessionState();
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<StackView | null>(null);
  const content = useCellContent(at);

  useEffect(() => {
    if (element.current !== null) {
      setView(session.attach(at, element.current));
    }
    return () => session.detach(at);
  }, [session, at]);

  useEffect(() => {
    if (view !== null && content.status === 'there') {
      void session.show(at, content.cell, content.stack);
    }
  }, [session, at, view, content]);

  return (
    <section
      className={classes.cell}
      data-testid="viewer-cell"
      data-cell={at}
      data-active={active === at && layout !== '1x1'}
      tabIndex={0}
      aria-label={t('viewer.cell', { number: at + 1 })}
      aria-description={t('viewer.cellKeys')}
      onPointerDownCapture={() => active !== at && session.activate(at)}
      onFocus={() => active !== at && session.activate(at)}
      onContextMenu={(event) => event.preventDefault()}
      onDragOver={(event) => event.dataTransfer.types.includes(SERIES_DRAG) && event.preventDefault()}
      onDrop={(event) => session.open({ seriesUid: event.dataTransfer.getData(SERIES_DRAG), part: 0 }, at)}
    >
      <div ref={element} className={classes.canvas} data-testid="viewer-canvas" />
      {content.status === 'empty' && <p className={classes.hint}>{t('viewer.emptyCell')}</p>}
      {content.status === 'failed' && (
        <p className={classes.hint} role="alert">
          {t('viewer.seriesFailed', { reason: content.reason })}
        </p>
      )}
      {content.status === 'loading' && <Loader className={classes.loader} size="sm" type="dots" />}
      {view !== null && content.status === 'there' && <Contents at={at} view={view} stack={content.stack} parts={content.parts} />}
    </section>
  );
}

interface ContentsProps {
  readonly at: number;
  readonly view: StackView;
  readonly stack: Stack;
  readonly parts: number;
}

function Contents({ at, view, stack, parts }: ContentsProps) {
  const state = useStore(view);
  return (
    <>
      {!state.drawn && <Loader className={classes.loader} size="sm" type="dots" />}
      <PictureOverlay stack={stack} state={state} />
      <FailureVeil view={view} imageId={state.imageId} />
      {parts > 1 && <PartChooser at={at} parts={parts} />}
      {state.count > 1 && (stack.moving ? <CineBar view={view} /> : <SliceRail view={view} />)}
    </>
  );
}
