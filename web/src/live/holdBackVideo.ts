/** Keeps received video back until the page can take every frame of it. */
import { RemoteTrackPublication, type Room, RoomEvent, Track } from 'livekit-client';

/**
 * Lets the server send video only once the metadata worker stands between network and decoder.
 *
 * livekit-client puts it there when it announces the track, which while joining is some 50 ms after the first
 * packets may have come. Chromium drops the frames of that gap, and then waits three seconds for what later
 * frames refer to before it asks for a key frame: a picture that freezes right after it has appeared.
 */
export function holdBackVideo(room: Room): void {
  room
    .on(RoomEvent.SignalConnected, () => {
      for (const publication of videoPublications(room)) {
        if (publication.isDesired) {
          publication.setEnabled(false);
        }
      }
    })
    // Once every listener has run: livekit-client's puts the worker there, others choose the quality.
    .on(RoomEvent.TrackSubscribed, (track, publication) => {
      if (track.kind === Track.Kind.Video) {
        queueMicrotask(() => publication.setEnabled(true));
      }
    });
}

function videoPublications(room: Room): RemoteTrackPublication[] {
  return [...room.remoteParticipants.values()]
    .flatMap((participant) => [...participant.videoTrackPublications.values()])
    .filter((publication) => publication instanceof RemoteTrackPublication);
}
