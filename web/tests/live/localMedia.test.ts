import { EventEmitter } from 'node:events';
import { type Room, RoomEvent } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LocalMedia } from '../../src/live/localMedia';

/** A room whose person has a microphone that obeys, or fails as the browser would. */
class FakeRoom extends EventEmitter {
  failure: Error | null = null;
  readonly localParticipant = {
    isLocal: true,
    isMicrophoneEnabled: false,
    isCameraEnabled: false,
    setMicrophoneEnabled: vi.fn(async (on: boolean) => {
      if (this.failure) {
        throw this.failure;
      }
      this.localParticipant.isMicrophoneEnabled = on;
    }),
    setCameraEnabled: vi.fn(async (on: boolean) => {
      this.localParticipant.isCameraEnabled = on;
    }),
  };
}

let stored: Map<string, string>;
let room: FakeRoom;
const entered = async (media: LocalMedia, into = room) => media.enter(into as unknown as Room);

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', { mediaDevices: {} });
  room = new FakeRoom();
});

afterEach(() => vi.unstubAllGlobals());

describe('microphone and camera', () => {
  test('somebody new comes in silent and unseen', async () => {
    await entered(new LocalMedia(() => undefined));
    expect(room.localParticipant.setMicrophoneEnabled).not.toHaveBeenCalled();
    expect(room.localParticipant.setCameraEnabled).not.toHaveBeenCalled();
  });

  test('what was on is on again, after joining anew and on the next visit', async () => {
    const media = new LocalMedia(() => undefined);
    await entered(media);
    await media.set('audioinput', true);
    expect(media.state.audioinput.on).toBe(true);

    const rejoined = new FakeRoom();
    media.leave();
    await entered(media, rejoined);
    expect(rejoined.localParticipant.isMicrophoneEnabled).toBe(true);

    const nextVisit = new FakeRoom();
    await entered(new LocalMedia(() => undefined), nextVisit);
    expect(nextVisit.localParticipant.isMicrophoneEnabled).toBe(true);
  });

  test('changing one’s mind while the browser still asks is followed', async () => {
    const media = new LocalMedia(() => undefined);
    await entered(media);
    await Promise.all([media.set('audioinput', true), media.set('audioinput', false)]);
    expect(room.localParticipant.isMicrophoneEnabled).toBe(false);
  });

  test.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'in-use'],
    ['OverconstrainedError', 'failed'],
  ])('the browser’s %s is told as "%s", and told no more once read', async (name, problem) => {
    const media = new LocalMedia(() => undefined);
    await entered(media);
    room.failure = Object.assign(new Error(), { name });
    await media.set('audioinput', true);
    expect(media.state.audioinput).toEqual({ on: false, wanted: false, busy: false, problem });
    media.dismissProblem('audioinput');
    expect(media.state.audioinput.problem).toBeNull();
  });

  test('a page without HTTPS explains instead of failing', async () => {
    vi.stubGlobal('window', { isSecureContext: false });
    const media = new LocalMedia(() => undefined);
    await entered(media);
    await media.set('videoinput', true);
    expect(media.state.videoinput.problem).toBe('insecure-page');
    expect(room.localParticipant.setCameraEnabled).not.toHaveBeenCalled();
  });

  test('who was muted by a moderator stays muted after joining anew', async () => {
    const media = new LocalMedia(() => undefined);
    await entered(media);
    await media.set('audioinput', true);
    room.emit(RoomEvent.TrackMuted, { kind: 'audio' }, room.localParticipant);
    const rejoined = new FakeRoom();
    media.leave();
    await entered(media, rejoined);
    expect(rejoined.localParticipant.isMicrophoneEnabled).toBe(false);
  });

  test('push to talk is on for as long as the key is held, and not remembered', async () => {
    const media = new LocalMedia(() => undefined);
    await entered(media);
    await media.talk(true);
    expect(media.state.audioinput.on).toBe(true);
    await media.talk(false);
    expect(media.state.audioinput.on).toBe(false);
    expect(stored.size).toBe(0);
  });

  test('who may not speak is never heard, whatever was on before', async () => {
    const media = new LocalMedia(() => undefined, { audioinput: false, videoinput: true });
    await media.set('audioinput', true);
    await entered(media);
    expect(room.localParticipant.setMicrophoneEnabled).not.toHaveBeenCalled();
  });
});
