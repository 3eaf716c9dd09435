/** Carries encoded sound from a connection to its decoder unchanged, off the main thread, where a busy page cannot delay it. */
interface EncodedStreams {
  readable: ReadableStream;
  writable: WritableStream;
}

self.onmessage = ({ data }: MessageEvent<EncodedStreams>) => {
  // It ends when the receiver is stopped, one way or the other: there is nobody left to tell.
  data.readable.pipeTo(data.writable).catch(() => undefined);
};
