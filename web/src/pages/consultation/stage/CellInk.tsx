/** Everybody's marks and pointers over the picture of a cell. */
import type { InkTool } from '../../../ink/drawing';
import { InkLayer } from '../../../ink/InkLayer';
import type { Surface } from '../../../ink/surface';
import { useColourOf } from '../../../ui/personColour';
import { useBoard } from '../boardContext';
import type { RoomTool } from '../roomSession';
import { useRoomSessionState } from '../roomSessionContext';

export function CellInk({ surface }: { readonly surface: Surface }) {
  const board = useBoard();
  const { tool, stays } = useRoomSessionState();
  const colourOf = useColourOf();
  return <InkLayer surface={surface} board={board} tool={inkToolOf(tool)} stays={stays} colourOf={colourOf} />;
}

/** While a tool moves the picture, the ink keeps out of its way. */
function inkToolOf(tool: RoomTool): InkTool {
  return tool === 'pan' || tool === 'zoom' || tool === 'window' || tool === 'scroll' ? 'none' : tool;
}
