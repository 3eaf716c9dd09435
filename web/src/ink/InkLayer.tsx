/** The layer over a picture: everybody's marks and pointers, and the drawing of one's own. */
import type { MarkTool } from '../board/schema';
import type { InkBoard, InkPerson } from './inkBoard';
import classes from './InkLayer.module.css';
import type { Surface } from './surface';

/** What the left button and one finger do; `none` while they move the picture below (pan, zoom, window, scroll). */
export type InkTool = MarkTool | 'pointer' | 'erase' | 'none';

/**
 * Mount it as a child of the element that pans, zooms and windows the picture (Cornerstone's element, the frame of a video), of
 * the same size: what the layer does not take for itself (wheel, right and middle button, two fingers, a press beside every
 * mark) bubbles up to there. That element needs `position: relative` or `absolute`.
 */
export interface InkLayerProps {
  readonly surface: Surface;
  readonly board: InkBoard;
  readonly me: InkPerson;
  /** Server clock, ms since 1970. */
  readonly now: () => number;
  readonly tool: InkTool;
  /** Whether marks drawn on a running picture stay; elsewhere all do. */
  readonly stays: boolean;
  /** By attendee id. */
  readonly colourOf: (attendee: string) => string;
}

export function InkLayer(_props: InkLayerProps) {
  return <svg className={classes.layer} data-testid="ink" />;
}
