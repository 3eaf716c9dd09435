/** A console's own room: the live picture, who is here, and one's own microphone and camera. */
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useParams } from 'react-router';
import { NARROW } from '../../ui/phone';
import { ConnectionBanner } from './ConnectionBanner';
import { Dock } from './Dock';
import { Notices } from './Notices';
import { PeoplePanel } from './PeoplePanel';
import { PeopleSheet } from './PeopleSheet';
import { RoomContext } from './roomContext';
import classes from './RoomPage.module.css';
import { Stage } from './Stage';
import { TopBar } from './TopBar';
import { useRoomConnection } from './useRoomConnection';

export function RoomPage() {
  const { room = '' } = useParams();
  const connection = useRoomConnection(room);
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [sheetOpen, setSheetOpen] = useState(false);
  if (connection === null) {
    return null;
  }
  return (
    <RoomContext value={connection}>
      <div className={classes.room}>
        <TopBar room={room} onShowPeople={narrow ? () => setSheetOpen(true) : null} />
        <main className={classes.stage}>
          <Stage room={room}>
            <ConnectionBanner />
            <Notices />
          </Stage>
        </main>
        <Dock />
        {narrow ? (
          <PeopleSheet opened={sheetOpen} onClose={() => setSheetOpen(false)} />
        ) : (
          <aside className={classes.side}>
            <PeoplePanel />
          </aside>
        )}
      </div>
    </RoomContext>
  );
}
