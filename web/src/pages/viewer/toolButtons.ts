/** The tools in the order of the column, with their icons and keys. */
import {
  IconAngle,
  IconArrowsMove,
  IconArrowUpRight,
  IconContrast,
  IconEraser,
  IconFocusCentered,
  IconLasso,
  IconLineDashed,
  IconOvalVertical,
  IconPointer,
  IconRectangle,
  IconRuler2,
  IconStack2,
  IconZoomIn,
  type Icon,
} from '@tabler/icons-react';
import type { ToolName } from '../../viewer/toolNames';

export interface ToolButton {
  readonly tool: ToolName;
  readonly icon: Icon;
  readonly key: string;
}

export const VIEWING_TOOLS: readonly ToolButton[] = [
  { tool: 'pointer', icon: IconPointer, key: 'escape' },
  { tool: 'window', icon: IconContrast, key: 'w' },
  { tool: 'pan', icon: IconArrowsMove, key: 'p' },
  { tool: 'zoom', icon: IconZoomIn, key: 'z' },
  { tool: 'scroll', icon: IconStack2, key: 's' },
];

export const MARKING_TOOLS: readonly ToolButton[] = [
  { tool: 'length', icon: IconRuler2, key: 'l' },
  { tool: 'angle', icon: IconAngle, key: 'a' },
  { tool: 'cobb', icon: IconLineDashed, key: 'b' },
  { tool: 'ellipse', icon: IconOvalVertical, key: 'e' },
  { tool: 'rectangle', icon: IconRectangle, key: 't' },
  { tool: 'freehand', icon: IconLasso, key: 'f' },
  { tool: 'arrow', icon: IconArrowUpRight, key: 'n' },
  { tool: 'probe', icon: IconFocusCentered, key: 'h' },
  { tool: 'erase', icon: IconEraser, key: 'x' },
];
