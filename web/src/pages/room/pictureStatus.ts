/** What there is to say about the picture on the stage. */
import type { PictureReading } from '../../live/pictureMeter';
import type { RoomState } from '../../live/roomConnection';

/**
 * - `live`: new frames arrive;
 * - `waiting`: none has come yet;
 * - `paused`: the hospital holds it back;
 * - `withheld`: nobody there has released what is on the console's screen;
 * - `away`: the console has left the room;
 * - `lost`: frames should come and do not;
 * - `no-room`: there is nothing to wait for.
 */
export type PictureStatus = 'live' | 'waiting' | 'paused' | 'withheld' | 'away' | 'lost' | 'no-room';

export type PictureFacts = Pick<RoomState, 'phase' | 'problem' | 'console' | 'consolePresent'>;

export function pictureStatus(room: PictureFacts, reading: Pick<PictureReading, 'quality'> | null): PictureStatus {
  if (room.problem === 'no-such-room' && reading === null) {
    return 'no-room';
  }
  if (room.phase === 'connected' && room.console === null) {
    return 'away';
  }
  if (room.phase === 'connected' && !room.consolePresent) {
    return 'away';
  }
  if (room.console?.withheld) {
    return 'withheld';
  }
  if (room.console?.paused) {
    return 'paused';
  }
  if (reading === null) {
    return 'waiting';
  }
  return room.console?.picture && reading.quality !== 'lost' ? 'live' : 'lost';
}
