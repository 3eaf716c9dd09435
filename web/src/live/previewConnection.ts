/** A look into a room without entering it: the small moving picture on the home page. */
import { RemoteVideoTrack, type Room, RoomEvent, VideoQuality } from 'livekit-client';
import { fetchPreviewToken } from '../api/roomTokens';
import { type Backoff, backoffDelay } from '../measure/backoff';
import { showPicture } from './heldPicture';
import { createRoom } from './liveRoom';
import { pause } from './pause';
import { PICTURE_TRACK } from './roster';

/** Enough to see that it moves and what it is. Frames per second. */
const PREVIEW_FRAME_RATE = 5;

const RETRY: Backoff = { firstMs: 1000, maxMs: 15_000 };

/**
 * Shows the room's console picture in `video` until `signal` aborts, whatever breaks in between.
 *
 * Subscribes to the picture alone: no cameras, no voices.
 */
export async function showPreview(roomName: string, video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    let room: Room | null = null;
    try {
      const { url, token } = await fetchPreviewToken(roomName, signal);
      room = createRoom();
      const ended = watch(room, video, signal);
      await room.connect(url, token, { autoSubscribe: false });
      failures = 0;
      subscribeToPicture(room);
      await ended;
    } catch (error) {
      if (!signal.aborted) {
        console.info(`preview of ${roomName}:`, error);
      }
    } finally {
      await room?.disconnect();
    }
    await pause(backoffDelay(RETRY, failures, Math.random()), signal);
  }
}

function watch(room: Room, video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  room
    .on(RoomEvent.TrackPublished, () => subscribeToPicture(room))
    .on(RoomEvent.TrackSubscribed, (track, publication) => {
      if (track instanceof RemoteVideoTrack) {
        publication.setVideoQuality(VideoQuality.LOW);
        publication.setVideoFPS(PREVIEW_FRAME_RATE);
        showPicture(video, track.mediaStreamTrack);
      }
    });
  return new Promise((resolve) => {
    room.once(RoomEvent.Disconnected, () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function subscribeToPicture(room: Room): void {
  for (const participant of room.remoteParticipants.values()) {
    for (const publication of participant.videoTrackPublications.values()) {
      if (publication.trackName === PICTURE_TRACK && !publication.isDesired) {
        publication.setSubscribed(true);
      }
    }
  }
}
