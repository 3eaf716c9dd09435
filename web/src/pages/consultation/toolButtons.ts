/** The tools of the room in the order of the column, with their icons and keys. */
import {
  IconAngle,
  IconArrowsMove,
  IconArrowUpRight,
  IconContrast,
  IconEraser,
  IconOvalVertical,
  IconPointer,
  IconRuler2,
  IconScribble,
  IconStack2,
  IconTypography,
  IconZoomIn,
  type Icon,
} from '@tabler/icons-react';
import type { RoomTool } from './roomSession';

export interface RoomToolButton {
  readonly tool: RoomTool;
  readonly icon: Icon;
  readonly key: string;
}

export const VIEWING_BUTTONS: readonly RoomToolButton[] = [
  { tool: 'pointer', icon: IconPointer, key: 'escape' },
  { tool: 'pan', icon: IconArrowsMove, key: 'p' },
  { tool: 'zoom', icon: IconZoomIn, key: 'z' },
  { tool: 'window', icon: IconContrast, key: 'w' },
  { tool: 'scroll', icon: IconStack2, key: 's' },
];

/** For whoever may draw. */
export const MARKING_BUTTONS: readonly RoomToolButton[] = [
  { tool: 'length', icon: IconRuler2, key: 'l' },
  { tool: 'angle', icon: IconAngle, key: 'a' },
  { tool: 'ellipse', icon: IconOvalVertical, key: 'e' },
  { tool: 'freehand', icon: IconScribble, key: 'f' },
  { tool: 'arrow', icon: IconArrowUpRight, key: 'n' },
  { tool: 'text', icon: IconTypography, key: 't' },
  { tool: 'erase', icon: IconEraser, key: 'x' },
];
