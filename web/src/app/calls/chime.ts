/** Rings: plays the chime in a loop as soon as the browser lets the page be heard, and tells whether it does. */
import { chimeSamples } from './chimeSound';

/** `blocked`: it should ring, but browsers play nothing before the person has touched the page. */
export type Ringing = 'quiet' | 'ringing' | 'blocked';

/** What a person does first on a page; any of them lets it be heard. */
const GESTURES = ['pointerdown', 'keydown', 'touchend'] as const;

/** A store for `useSyncExternalStore`. */
export class Chime {
  readonly #createContext: () => AudioContext;
  readonly #gestures: EventTarget;
  readonly #listeners = new Set<() => void>();
  #context: AudioContext | null = null;
  #source: AudioBufferSourceNode | null = null;
  #ringing: Ringing = 'quiet';

  /** @param gestures where the person's first touch is seen: the document */
  constructor(createContext: () => AudioContext, gestures: EventTarget) {
    this.#createContext = createContext;
    this.#gestures = gestures;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): Ringing => this.#ringing;

  start(): void {
    if (this.#source !== null) {
      return;
    }
    const context = this.#readyContext();
    const samples = chimeSamples(context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    this.#source = context.createBufferSource();
    this.#source.buffer = buffer;
    // A loop needs no timer, which browsers slow down in tabs that nobody looks at.
    this.#source.loop = true;
    this.#source.connect(context.destination);
    this.#source.start();
    for (const gesture of GESTURES) {
      this.#gestures.addEventListener(gesture, this.#resume);
    }
    this.#resume();
    this.#tell();
  }

  stop(): void {
    if (this.#source === null) {
      return;
    }
    this.#source.stop();
    this.#source.disconnect();
    this.#source = null;
    for (const gesture of GESTURES) {
      this.#gestures.removeEventListener(gesture, this.#resume);
    }
    void this.#context?.suspend();
    this.#tell();
  }

  #readyContext(): AudioContext {
    if (this.#context === null) {
      this.#context = this.#createContext();
      this.#context.addEventListener('statechange', this.#tell);
    }
    return this.#context;
  }

  readonly #resume = (): void => {
    if (this.#context !== null && this.#context.state !== 'running') {
      void this.#context.resume();
    }
  };

  readonly #tell = (): void => {
    const ringing = this.#source === null ? 'quiet' : this.#context?.state === 'running' ? 'ringing' : 'blocked';
    if (ringing !== this.#ringing) {
      this.#ringing = ringing;
      for (const listener of this.#listeners) {
        listener();
      }
    }
  };
}
