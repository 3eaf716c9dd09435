import { beforeEach, expect, test } from 'vitest';
import { Chime } from '../../src/app/calls/chime';
import { chimeSamples, PERIOD_SECONDS } from '../../src/app/calls/chimeSound';

const RATE = 8000;

/** What the chime uses of an AudioContext; plays only once the person has touched the page, as browsers have it. */
class Sound extends EventTarget {
  readonly sampleRate = RATE;
  readonly destination = {};
  state: 'suspended' | 'running' = 'suspended';
  touched = false;
  playing = 0;

  createBuffer() {
    return { copyToChannel: () => undefined };
  }

  createBufferSource() {
    return {
      buffer: null,
      loop: false,
      connect: () => undefined,
      disconnect: () => undefined,
      start: () => {
        this.playing += 1;
      },
      stop: () => {
        this.playing -= 1;
      },
    };
  }

  async resume() {
    if (this.touched) {
      this.#become('running');
    }
  }

  async suspend() {
    this.#become('suspended');
  }

  #become(state: 'suspended' | 'running') {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

let sound: Sound;
let page: EventTarget;
let chime: Chime;

beforeEach(() => {
  sound = new Sound();
  page = new EventTarget();
  chime = new Chime(() => sound as unknown as AudioContext, page);
});

function touch() {
  sound.touched = true;
  page.dispatchEvent(new Event('pointerdown'));
}

test('it rings where the page may be heard', () => {
  sound.touched = true;
  chime.start();
  expect(chime.getSnapshot()).toBe('ringing');
});

test('it says so where the browser keeps it silent, and rings with the first touch', () => {
  let told = 0;
  chime.subscribe(() => {
    told += 1;
  });
  chime.start();
  expect(chime.getSnapshot()).toBe('blocked');
  touch();
  expect(chime.getSnapshot()).toBe('ringing');
  expect(told).toBe(2);
});

test('it stops, and a later touch does not start it again', () => {
  chime.start();
  chime.stop();
  touch();
  expect(chime.getSnapshot()).toBe('quiet');
  expect(sound.playing).toBe(0);
  expect(sound.state).toBe('suspended');
});

test('starting twice plays once, and it can ring again', () => {
  sound.touched = true;
  chime.start();
  chime.start();
  expect(sound.playing).toBe(1);
  chime.stop();
  chime.start();
  expect(sound.playing).toBe(1);
  expect(chime.getSnapshot()).toBe('ringing');
});

test('the sound is soft, and loops without a click', () => {
  const samples = chimeSamples(RATE);
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  expect(samples.length).toBe(PERIOD_SECONDS * RATE);
  expect(peak).toBeGreaterThan(0.05);
  expect(peak).toBeLessThan(0.35);
  expect(samples[0]).toBe(0);
  expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
});
