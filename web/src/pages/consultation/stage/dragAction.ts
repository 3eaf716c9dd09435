/** What a tool does to a running picture under the left button and one finger. */
import type { DragAction } from '../../../live/pictureGestures';
import type { RoomTool } from '../roomSession';

export function dragActionOf(tool: RoomTool): DragAction {
  switch (tool) {
    case 'pointer':
    case 'pan':
      return 'pan';
    case 'zoom':
      return 'zoom';
    default:
      return 'none'; // drawn by the ink; a live picture is neither windowed nor leafed through
  }
}
