/** A console's live picture in a cell: measured as ever, drawn upon, frozen for all, followed. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { BroughtConsole } from '../../../api/consultations';
import type { ConsoleConnection, ConsoleState } from '../../../live/consoleConnection';
import { LiveCell } from '../../room/LiveCell';
import { useConsultationParts } from '../consultationContext';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import { PointedOut } from '../screening/PointedOut';
import { CellActions } from './CellActions';
import { CellInk } from './CellInk';
import { dragActionOf } from './dragAction';
import { FreezeControls } from './FreezeControls';
import { FrozenStill } from './FrozenStill';
import { PlainPictureCell } from './PlainPictureCell';
import { usePictureCell } from './usePictureCell';

interface ConsoleCellProps {
  readonly at: number;
  readonly room: string;
}

export function ConsoleCell({ at, room }: ConsoleCellProps) {
  const { consultation } = useConsultationParts();
  return consultation.state === 'closed' ? <ConsoleAfterwards at={at} room={room} /> : <ConsoleOnAir at={at} room={room} />;
}

/** Nobody looks into a hospital's room once the consultation is over. */
function ConsoleAfterwards({ at, room }: ConsoleCellProps) {
  const { t } = useTranslation();
  const brought = useBroughtConsole(room);
  return <PlainPictureCell at={at} source={room} title={brought?.name ?? ''} detail={brought?.organisation ?? ''} track={null} gone={t('consultation.closed.noLive')} />;
}

function ConsoleOnAir({ at, room }: ConsoleCellProps) {
  const { consoles } = useRoomParts();
  const [connection, setConnection] = useState<ConsoleConnection | null>(null);
  useEffect(() => {
    setConnection(consoles.use(room));
    return () => consoles.release(room);
  }, [consoles, room]);
  return connection !== null && <ConnectedCell at={at} room={room} connection={connection} />;
}

function useBroughtConsole(room: string): BroughtConsole | undefined {
  const { consultation } = useConsultationParts();
  return consultation.consoles.find((console) => console.room === room);
}

function ConnectedCell({ at, room, connection }: ConsoleCellProps & { readonly connection: ConsoleConnection }) {
  const { tool } = useRoomSessionState();
  const state = useSyncExternalStore(connection.subscribe, connection.getSnapshot);
  const brought = useBroughtConsole(room);
  const name = brought?.name ?? '';
  const facts = useMemo(() => factsOf(state, brought), [state, brought]);
  const { camera, surface, frozen } = usePictureCell(at, room, name);
  const track = facts.console?.picture ?? null;
  return (
    <LiveCell
      facts={facts}
      camera={camera}
      primary={dragActionOf(tool)}
      still={frozen && { element: <FrozenStill frozen={frozen} />, size: frozen }}
      screening={{ room, feed: connection.screening }}
      layer={
        <>
          <PointedOut room={room} camera={camera} />
          <CellInk surface={surface} />
        </>
      }
      actions={<CellActions at={at} />}
      controls={({ element, live }) => <FreezeControls source={room} consoleRoom={room} frozen={frozen} video={element} track={track} ready={live} />}
    />
  );
}

/** A console that was brought is known by name before its room tells; while it has no room it is off the air. */
function factsOf(state: ConsoleState, brought: BroughtConsole | undefined): ConsoleState {
  const console = state.console ?? (brought === undefined ? null : { identity: '', ...brought, picture: null, paused: false });
  return state.problem === 'no-such-room' ? { phase: 'connected', problem: null, console, consolePresent: false } : { ...state, console };
}
