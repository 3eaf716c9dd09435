/** A soft test tone. */
import { DEFAULT_DEVICE } from '../../live/devicePreferences';

const TONE_HZ = 523.25;
const TONE_SECONDS = 0.6;
/** Audible over a fan, harmless in a headset. */
const TONE_GAIN = 0.2;

/** Plays it through one output device; where the browser cannot choose, through the system's. */
export async function playTone(deviceId: string): Promise<void> {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, context.currentTime);
  gain.gain.linearRampToValueAtTime(TONE_GAIN, context.currentTime + 0.03);
  gain.gain.linearRampToValueAtTime(0, context.currentTime + TONE_SECONDS);
  const tone = new OscillatorNode(context, { frequency: TONE_HZ });
  tone.connect(gain).connect(destination);

  const player = new Audio();
  player.srcObject = destination.stream;
  if ('setSinkId' in player && deviceId !== DEFAULT_DEVICE) {
    await player.setSinkId(deviceId);
  }
  await player.play();
  tone.addEventListener('ended', () => void context.close());
  tone.start();
  tone.stop(context.currentTime + TONE_SECONDS);
}
