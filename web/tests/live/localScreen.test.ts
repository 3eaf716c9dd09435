import type { Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LocalScreen } from '../../src/live/localScreen';

/** A shared window, as the browser hands it out. */
class FakeTrack extends EventTarget {
  contentHint = '';
  readonly stop = vi.fn();
  readonly clone = vi.fn(() => new FakeTrack());
}

let shared: FakeTrack;
let getDisplayMedia: ReturnType<typeof vi.fn<() => Promise<unknown>>>;
let screen: LocalScreen;

function joined() {
  const publishTrack = vi.fn(async (track: unknown) => ({ track }));
  const unpublishTrack = vi.fn(async () => undefined);
  return { localParticipant: { publishTrack, unpublishTrack } };
}

const enter = (room: ReturnType<typeof joined>) => screen.enter(room as unknown as Room);

beforeEach(() => {
  shared = new FakeTrack();
  getDisplayMedia = vi.fn(async () => ({ getVideoTracks: () => [shared] }));
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
  screen = new LocalScreen(() => undefined);
});

afterEach(() => vi.unstubAllGlobals());

describe('a shared window', () => {
  test('is shown to the room', async () => {
    const room = joined();
    await enter(room);
    expect(await screen.start()).toBe(true);
    expect(screen.state).toEqual({ on: true, busy: false, problem: null });
    expect(room.localParticipant.publishTrack).toHaveBeenCalledOnce();
  });

  test('is shown again after the line was lost, without asking the person again', async () => {
    await enter(joined());
    await screen.start();
    screen.leave();
    const again = joined();
    await enter(again);
    expect(again.localParticipant.publishTrack).toHaveBeenCalledOnce();
    expect(getDisplayMedia).toHaveBeenCalledOnce();
    expect(shared.stop).not.toHaveBeenCalled();
  });

  test('ends with the browser’s own button', async () => {
    const room = joined();
    await enter(room);
    await screen.start();
    shared.dispatchEvent(new Event('ended'));
    expect(screen.state.on).toBe(false);
    expect(room.localParticipant.unpublishTrack).toHaveBeenCalledOnce();
  });

  test('that somebody thought better of is no problem, one that fails is', async () => {
    getDisplayMedia.mockRejectedValueOnce(new DOMException('', 'NotAllowedError'));
    expect(await screen.start()).toBe(false);
    expect(screen.state.problem).toBeNull();
    getDisplayMedia.mockRejectedValueOnce(new DOMException('', 'NotReadableError'));
    await screen.start();
    expect(screen.state.problem).toBe('failed');
  });

  test('cannot be shared where the browser has no way to', async () => {
    vi.stubGlobal('navigator', { mediaDevices: {} });
    await screen.start();
    expect(screen.state).toMatchObject({ on: false, problem: 'not-supported' });
  });
});
