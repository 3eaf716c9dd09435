/** How a console's picture is received: in full, and each frame as soon as it is there. */
import { type RemoteTrack, type RemoteTrackPublication, VideoQuality } from 'livekit-client';
import { PICTURE_TRACK } from './roster';

export function receiveConsolePicture(track: RemoteTrack, publication: RemoteTrackPublication): void {
  publication.setVideoQuality(VideoQuality.HIGH);
  if (publication.trackName === PICTURE_TRACK && track.receiver && 'jitterBufferTarget' in track.receiver) {
    // Show each frame as soon as it is complete. An expert guiding a hand is served by the newest frame,
    // not by an even flow; the browser still waits for what a lost packet makes it wait for. Takes some 10 ms
    // off on one machine, more where packets arrive unevenly.
    track.receiver.jitterBufferTarget = 0;
  }
}
