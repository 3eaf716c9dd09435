/** The sound of a call for help: two soft strokes, then rest, made to be played in a loop. */

/** From one pair of strokes to the next. */
export const PERIOD_SECONDS = 2.8;

interface Stroke {
  readonly atSeconds: number;
  readonly hertz: number;
}

/** G5 and E5: a falling third, as doorbells have it. */
const STROKES: readonly Stroke[] = [
  { atSeconds: 0, hertz: 783.99 },
  { atSeconds: 0.28, hertz: 659.26 },
];

/** Each stroke alone; heard across a room, harmless in a headset. */
const PEAK = 0.16;

const ATTACK_SECONDS = 0.012;
const DECAY_SECONDS = 0.32;

/** One period. @returns samples from -1 to 1 that begin and end in silence */
export function chimeSamples(sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(PERIOD_SECONDS * sampleRate));
  for (const stroke of STROKES) {
    for (let index = Math.round(stroke.atSeconds * sampleRate); index < samples.length; index += 1) {
      const seconds = index / sampleRate - stroke.atSeconds;
      samples[index] = (samples[index] ?? 0) + strike(seconds, stroke.hertz);
    }
  }
  return samples;
}

/** A sine with a little of its octave, struck at 0. */
function strike(seconds: number, hertz: number): number {
  const loudness = Math.min(1, seconds / ATTACK_SECONDS) * Math.exp(-seconds / DECAY_SECONDS);
  const phase = 2 * Math.PI * hertz * seconds;
  return PEAK * loudness * (0.85 * Math.sin(phase) + 0.15 * Math.sin(2 * phase));
}
