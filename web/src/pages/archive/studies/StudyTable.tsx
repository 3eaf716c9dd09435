/** The list of studies: only the rows in view exist, more are fetched as one scrolls, and news move nothing in view. */
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { prepareViewer } from '../../../app/pageLoaders';
import { PHONE } from '../../../ui/phone';
import { StudyCard } from './StudyCard';
import { StudyRow } from './StudyRow';
import classes from './StudyTable.module.css';
import { StudyTableHead } from './StudyTableHead';
import type { StudyListState } from './studyListStore';
import { useActiveStudy } from './useActiveStudy';
import { useSteadyScroll } from './useSteadyScroll';

interface StudyTableProps {
  readonly state: StudyListState;
  /** The rows are those of the filter before. */
  readonly stale: boolean;
  /** Told the first and the last row in view. */
  readonly onLook: (first: number, last: number) => void;
  readonly onOpen: (studyUid: string) => void;
  readonly onDetails: (studyUid: string) => void;
}

/** CSS pixels; the style sheets go by the variables made of them. */
const ROW_HEIGHT = 52;
const CARD_HEIGHT = 104;
const HEAD_HEIGHT = 30;

/** Rows without content yet, at the end of a list that goes on. */
const ROWS_TO_COME = 3;
const FIRST_ROWS_TO_COME = 12;

const OVERSCAN = 6;

export function StudyTable({ state, stale, onLook, onOpen, onDetails }: StudyTableProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const { list, loaded, count } = state;
  const { studies } = list;
  const rowHeight = phone ? CARD_HEIGHT : ROW_HEIGHT;
  const headHeight = phone ? 0 : HEAD_HEIGHT;
  const toCome = loaded ? (list.next === null ? 0 : ROWS_TO_COME) : FIRST_ROWS_TO_COME;

  const virtualizer = useVirtualizer({
    count: studies.length + toCome,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => studies[index]?.study_uid ?? `to-come-${index}`,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const first = virtualizer.range?.startIndex ?? 0;
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => onLook(first, last), [onLook, first, last]);

  const news = useSteadyScroll(scroller, list, rowHeight);
  const { active, select, onKeyDown } = useActiveStudy(studies, virtualizer, { onOpen, onDetails });
  const Row = phone ? StudyCard : StudyRow;

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        tabIndex={0}
        aria-label={t('archive.study.table')}
        aria-description={t('archive.study.keys')}
        aria-rowcount={count?.exact === true ? count.count + 1 : -1}
        aria-busy={!loaded || stale}
        aria-activedescendant={active === null ? undefined : rowId(active)}
        data-stale={stale}
        data-testid="study-table"
        style={heightVariables(rowHeight, headHeight)}
        onKeyDown={onKeyDown}
        onPointerEnter={() => void prepareViewer()}
      >
        {!phone && <StudyTableHead />}
        <div className={classes.body} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const study = studies[index];
            return (
              <div
                key={key}
                className={classes.place}
                role="presentation"
                style={{ transform: `translateY(${start - headHeight}px)` }}
              >
                {study === undefined ? (
                  <div className={classes.toCome} />
                ) : (
                  <Row
                    id={rowId(study.study_uid)}
                    study={study}
                    index={index}
                    active={study.study_uid === active}
                    arrived={news.arrived.has(study.study_uid)}
                    onSelect={select}
                    onOpen={onOpen}
                    onDetails={onDetails}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {news.above > 0 && (
        <button type="button" className={classes.news} onClick={news.show} data-testid="new-studies">
          <IconArrowUp size={14} aria-hidden="true" />
          {t('archive.study.newAbove', { count: news.above })}
        </button>
      )}
    </div>
  );
}

function rowId(studyUid: string): string {
  return `study-${studyUid}`;
}

function heightVariables(row: number, head: number): CSSProperties {
  return { '--row-height': `${row}px`, '--head-height': `${head}px` } as CSSProperties;
}
