/** The layer over a picture: everybody's marks and pointers, and the drawing of one's own. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MARK_TOOLS } from '../board/schema';
import { useStore } from '../pages/viewer/useStore';
import { InkController, type Typing } from './controller';
import { describeMark } from './describe';
import type { InkTool } from './drawing';
import type { InkBoard } from './inkBoard';
import classes from './InkLayer.module.css';
import type { Surface } from './surface';
import { TextField } from './TextField';

/**
 * Mount it as a child of the element that pans, zooms and windows the picture (Cornerstone's element, the frame of a video), of
 * the same size: what the layer does not take for itself (wheel, right and middle button, two fingers, a press beside every
 * mark) bubbles up to there. That element needs `position: relative` or `absolute`.
 */
export interface InkLayerProps {
  readonly surface: Surface;
  readonly board: InkBoard;
  readonly tool: InkTool;
  /** Whether marks drawn on a running picture stay; elsewhere all do. */
  readonly stays: boolean;
  /** By attendee id; the same function from one rendering to the next. */
  readonly colourOf: (attendee: string) => string;
}

/** What moves with the hand is changed in the document itself: React renders the layer once, and the field when a text is asked for. */
export function InkLayer({ surface, board, tool, stays, colourOf }: InkLayerProps) {
  const { t } = useTranslation();
  const svg = useRef<SVGSVGElement>(null);
  const [controller, setController] = useState<InkController | null>(null);

  useEffect(() => {
    if (svg.current === null) {
      return undefined;
    }
    const made = new InkController({ svg: svg.current, surface, board, colourOf, describe: (mark, projected) => describeMark(t, mark, projected) });
    setController(made);
    return () => {
      setController(null);
      made.dispose();
    };
  }, [surface, board, colourOf, t]);

  useEffect(() => controller?.set({ tool, stays }), [controller, tool, stays]);

  return (
    <>
      <svg ref={svg} className={classes.layer} data-testid="ink" data-tool={tool} data-marking={isMarking(tool)} aria-label={t('ink.layer')} role="group" />
      {controller !== null && <Field controller={controller} />}
    </>
  );
}

function Field({ controller }: { readonly controller: InkController }) {
  const typing: Typing | null = useStore(controller.typing);
  const { typed, cancel } = useMemo(() => ({ typed: (text: string) => controller.typed(text), cancel: () => controller.cancel() }), [controller]);
  return typing === null ? null : <TextField at={controller.screenOf(typing.point)} before={typing.mark?.label ?? ''} onDone={typed} onCancel={cancel} />;
}

function isMarking(tool: InkTool): boolean {
  return tool === 'erase' || (MARK_TOOLS as readonly string[]).includes(tool);
}
