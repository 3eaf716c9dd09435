/** A console's live picture in a cell: measured as ever, drawn upon, frozen for all, followed. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConsoleConnection } from '../../../live/consoleConnection';
import { LiveCell } from '../../room/LiveCell';
import { useConsultationParts } from '../consultationContext';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import { CellActions } from './CellActions';
import { CellInk } from './CellInk';
import { dragActionOf } from './dragAction';
import { FreezeControls } from './FreezeControls';
import { FrozenStill } from './FrozenStill';
import { usePictureCell } from './usePictureCell';

interface ConsoleCellProps {
  readonly at: number;
  readonly room: string;
}

export function ConsoleCell({ at, room }: ConsoleCellProps) {
  const { consoles } = useRoomParts();
  const [connection, setConnection] = useState<ConsoleConnection | null>(null);
  useEffect(() => {
    setConnection(consoles.use(room));
    return () => consoles.release(room);
  }, [consoles, room]);
  return connection !== null && <ConnectedCell at={at} room={room} connection={connection} />;
}

function ConnectedCell({ at, room, connection }: ConsoleCellProps & { readonly connection: ConsoleConnection }) {
  const { consultation } = useConsultationParts();
  const { tool } = useRoomSessionState();
  const facts = useSyncExternalStore(connection.subscribe, connection.getSnapshot);
  const name = consultation.consoles.find((console) => console.room === room)?.name ?? '';
  const { camera, surface, frozen } = usePictureCell(at, room, name);
  const track = facts.console?.picture ?? null;
  return (
    <LiveCell
      facts={facts}
      camera={camera}
      primary={dragActionOf(tool)}
      still={frozen && { element: <FrozenStill frozen={frozen} />, size: frozen }}
      layer={<CellInk surface={surface} />}
      actions={<CellActions at={at} />}
      controls={({ element, live }) => <FreezeControls source={room} consoleRoom={room} frozen={frozen} video={element} track={track} ready={live} />}
    />
  );
}
