/** How this page uses LiveKit: the options of every room it joins, each with its reason. */
import { LogLevel, type ReconnectPolicy, Room, type RoomOptions, setLogLevel, VideoPresets } from 'livekit-client';
import FrameMetadataWorker from 'livekit-client/frame-metadata-worker?worker';
import { type Backoff, backoffDelay } from '../measure/backoff';
import { DEFAULT_DEVICE, rememberedDevice } from './devicePreferences';
import { letSoundThrough } from './encodedAudio';
import { holdBackVideo } from './holdBackVideo';

/** The server resumes a session for 15 s; past that livekit-client gives up and this page joins anew with a fresh token. */
const RESUME_FOR_MS = 15_000;

const RESUME_BACKOFF: Backoff = { firstMs: 250, maxMs: 500 };

const reconnectPolicy: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
    elapsedMs > RESUME_FOR_MS ? null : backoffDelay(RESUME_BACKOFF, retryCount, Math.random()),
};

setLogLevel(LogLevel.warn);

/**
 * A new room, not yet connected. One `Room` is joined once: livekit-client ends the metadata worker when a room
 * disconnects, so joining again takes another.
 */
export function createRoom(): Room {
  const speaker = rememberedDevice('audiooutput');
  const options: RoomOptions = {
    // Capture times ride in a trailer behind each encoded frame; this worker takes them off before the decoder.
    frameMetadata: { worker: new FrameMetadataWorker() },
    // Off, because it would ask for a smaller console picture on a small screen, where experts zoom in most,
    // and pause it when the element is covered. The roster asks for each track's layer itself.
    adaptiveStream: false,
    // The camera's large layer is not encoded while nobody looks at it: a village clinic's uplink is thin.
    dynacast: true,
    // One peer connection carries both directions: the offer travels with the join, one round trip less to the first picture.
    singlePeerConnection: true,
    reconnectPolicy,
    audioCaptureDefaults: {
      deviceId: rememberedDevice('audioinput'),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    // Faces are tiles beside the picture, so they need no more than this.
    videoCaptureDefaults: { deviceId: rememberedDevice('videoinput'), resolution: VideoPresets.h360.resolution },
    // Naming even the default one makes livekit-client ask for the right to choose, which some browsers do not have.
    ...(speaker !== DEFAULT_DEVICE && { audioOutput: { deviceId: speaker } }),
    publishDefaults: { videoSimulcastLayers: [VideoPresets.h180] },
  };
  const room = new Room(options);
  letSoundThrough(room);
  holdBackVideo(room);
  return room;
}
