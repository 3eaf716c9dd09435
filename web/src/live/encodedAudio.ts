/** Lets voices through where the browser waits for somebody to handle their encoded frames. */
import { type Room, RoomEvent } from 'livekit-client';
import EncodedAudioWorker from './encodedAudio.worker?worker';

interface EncodedStreams {
  readable: ReadableStream;
  writable: WritableStream;
}

type EncodedReceiver = RTCRtpReceiver & { createEncodedStreams(): EncodedStreams };

/**
 * Chromium hands no encoded frame of a connection made with `encodedInsertableStreams` to its decoder before
 * `createEncodedStreams` is called and the streams are joined. livekit-client sets that flag for the frames'
 * metadata and joins the streams of video only, so sound would stay silent without this.
 */
export function letSoundThrough(room: Room): void {
  /** Receivers are used again for other tracks, but give their streams once. */
  const letThrough = new WeakSet<RTCRtpReceiver>();
  let worker: Worker | null = null;
  room
    .on(RoomEvent.TrackSubscribed, ({ kind, receiver }) => {
      if (kind !== 'audio' || !receiver || letThrough.has(receiver) || !handsOutStreams(receiver)) {
        return;
      }
      letThrough.add(receiver);
      worker ??= new EncodedAudioWorker();
      const { readable, writable } = receiver.createEncodedStreams();
      worker.postMessage({ readable, writable }, [readable, writable]);
    })
    .once(RoomEvent.Disconnected, () => worker?.terminate());
}

/** Browsers without the method have no such flag, and decode at once. */
function handsOutStreams(receiver: RTCRtpReceiver): receiver is EncodedReceiver {
  return 'createEncodedStreams' in receiver;
}
