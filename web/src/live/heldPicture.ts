/** Shows a received picture so that its last frame stays when the track goes. */

/**
 * Shows a clone of `track`: livekit-client disables a track that goes, which paints the element black, and a
 * clone keeps its own switch. Whatever the element showed before is let go.
 */
export function showPicture(video: HTMLVideoElement, track: MediaStreamTrack): void {
  releasePicture(video);
  const shown = track.clone();
  shown.addEventListener('ended', () => holdLastFrame(video, shown));
  video.srcObject = new MediaStream([shown]);
}

/** Stops receiving for this element; what it shows stays. */
export function releasePicture(video: HTMLVideoElement): void {
  for (const shown of tracksOf(video)) {
    shown.stop();
  }
}

/** Browsers blank an element whose track has ended (a closed connection ends it), but not before this event is over. */
function holdLastFrame(video: HTMLVideoElement, ended: MediaStreamTrack): void {
  if (!tracksOf(video).includes(ended) || video.videoWidth === 0) {
    return;
  }
  const still = document.createElement('canvas');
  still.width = video.videoWidth;
  still.height = video.videoHeight;
  still.getContext('2d')?.drawImage(video, 0, 0);
  video.srcObject = still.captureStream();
}

function tracksOf(video: HTMLVideoElement): MediaStreamTrack[] {
  return video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
}
