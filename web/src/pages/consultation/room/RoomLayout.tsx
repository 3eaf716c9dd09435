/** The parts of the room, wide or on a phone. */
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { NARROW } from '../../../ui/phone';
import { ConnectionBanner } from '../../room/ConnectionBanner';
import { Notices } from '../../room/Notices';
import { useRoom } from '../../room/roomContext';
import { useConsultationParts, useMayHere } from '../consultationContext';
import { useColoursOfAll } from '../people/usePersonColours';
import { WaitingGuests } from '../people/WaitingGuests';
import { useRoomParts } from '../roomSessionContext';
import { SourceDialog } from '../sources/SourceDialog';
import { SourcePickerContext } from '../sources/sourcePicker';
import { StageGrid } from '../stage/StageGrid';
import { usePushToTalk } from '../usePushToTalk';
import { useRoomKeyboard } from '../useRoomKeyboard';
import classes from './ConsultationRoom.module.css';
import { EnlargedPicture } from './EnlargedPicture';
import { OverNotice } from './OverNotice';
import { PhoneBar } from './PhoneBar';
import { PUSH_TO_TALK } from './pushToTalk';
import { ReturnToPresenter } from './ReturnToPresenter';
import { RoomDock } from './RoomDock';
import { RoomTopBar } from './RoomTopBar';
import { SidePanel } from './SidePanel';
import { ToolColumn } from './ToolColumn';
import { useFirstArrangement } from './useFirstArrangement';

interface RoomLayoutProps {
  readonly onLeave: (() => void) | null;
}

export function RoomLayout({ onLeave }: RoomLayoutProps) {
  const phone = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const connection = useRoom();
  const { session } = useRoomParts();
  const { consultation } = useConsultationParts();
  const mayDraw = useMayHere('annotate');
  const maySpeak = useMayHere('speak');
  const mayAdmit = useMayHere('admit');
  const [pushToTalk] = useLocalStorage(PUSH_TO_TALK);
  const [filling, setFilling] = useState<number | null>(null);
  const pick = useMemo(() => (at: number) => setFilling(at), []);
  usePushToTalk(connection, maySpeak && pushToTalk);
  useRoomKeyboard(session, mayDraw);
  useFirstArrangement();
  useColoursOfAll();
  const open = consultation.state !== 'closed';
  return (
    <SourcePickerContext value={pick}>
      <div className={classes.room} data-testid="consultation-room" data-consultation={consultation.id}>
        <RoomTopBar phone={phone} />
        {!phone && (
          <div className={classes.tools}>
            <ToolColumn />
          </div>
        )}
        <main className={classes.stage}>
          <StageGrid />
          <ReturnToPresenter />
          {mayAdmit && <WaitingGuests />}
          {open ? <ConnectionBanner /> : <OverNotice />}
          {open && <Notices />}
        </main>
        {phone ? (
          <div className={classes.phone}>
            <PhoneBar />
          </div>
        ) : (
          <aside className={classes.side}>
            <SidePanel />
          </aside>
        )}
        {open && <RoomDock onLeave={onLeave} />}
        {filling !== null && <SourceDialog at={filling} onClose={() => setFilling(null)} />}
        <EnlargedPicture />
      </div>
    </SourcePickerContext>
  );
}
