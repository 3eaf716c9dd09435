import { EventEmitter } from 'node:events';
import { DisconnectReason, type Room, RoomEvent } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, type Mock, test, vi } from 'vitest';
import { ApiError } from '../../src/api/http';
import { createRoom } from '../../src/live/liveRoom';
import { RoomConnection } from '../../src/live/roomConnection';
import type { TokenSource } from '../../src/live/stay';

vi.mock('../../src/live/liveRoom', () => ({ createRoom: vi.fn() }));

/** A livekit-client room that joins at once and does what the test says. */
class FakeRoom extends EventEmitter {
  readonly localParticipant = { identity: '' };
  readonly remoteParticipants = new Map();
  readonly canPlaybackAudio = true;
  readonly connect = vi.fn(async () => {
    if (this.refusal) {
      throw this.refusal;
    }
    this.emit(RoomEvent.Connected);
  });
  readonly disconnect = vi.fn(async () => {
    this.emit(RoomEvent.Disconnected, DisconnectReason.CLIENT_INITIATED);
  });
  refusal: Error | null = null;

  end(reason: DisconnectReason): void {
    this.emit(RoomEvent.Disconnected, reason);
  }
}

let rooms: FakeRoom[];
let nextRefusals: Error[];
let take: Mock<TokenSource>;
let connection: RoomConnection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { isSecureContext: false, setTimeout, clearTimeout });
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('RTCPeerConnection', class {});
  rooms = [];
  nextRefusals = [];
  vi.mocked(createRoom).mockImplementation(() => {
    const room = new FakeRoom();
    room.refusal = nextRefusals.shift() ?? null;
    rooms.push(room);
    return room as unknown as Room;
  });
  take = vi.fn<TokenSource>(async () => ({ url: 'ws://h', token: `token-${take.mock.calls.length}`, room: 'a' }));
  connection = new RoomConnection(take);
});

afterEach(() => {
  connection.leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const phase = () => connection.getSnapshot().phase;

describe('a stay in a room', () => {
  test('joins', async () => {
    void connection.join();
    expect(phase()).toBe('joining');
    await settle();
    expect(phase()).toBe('connected');
    expect(rooms[0]?.connect).toHaveBeenCalledWith('ws://h', 'token-1', { autoSubscribe: true });
  });

  test('a session that cannot be resumed is replaced by a new one with a fresh token', async () => {
    void connection.join();
    await settle();
    rooms[0]?.emit(RoomEvent.SignalReconnecting);
    await settle();
    expect(phase()).toBe('resuming');
    rooms[0]?.emit(RoomEvent.Reconnecting);
    await settle();
    expect(phase()).toBe('rejoining');
    expect(rooms[0]?.disconnect).toHaveBeenCalled();
    await wait(600);
    expect(phase()).toBe('connected');
    expect(rooms[1]?.connect).toHaveBeenCalledWith('ws://h', 'token-2', { autoSubscribe: true });
  });

  test('a resumed session goes on', async () => {
    void connection.join();
    await settle();
    rooms[0]?.emit(RoomEvent.SignalReconnecting);
    rooms[0]?.emit(RoomEvent.Reconnected);
    await settle();
    expect(phase()).toBe('connected');
    expect(rooms).toHaveLength(1);
  });

  test('an outage of an hour ends in being back', async () => {
    void connection.join();
    await settle();
    take.mockRejectedValue(new ApiError(0, 'unreachable', 'no answer'));
    rooms[0]?.end(DisconnectReason.SIGNAL_CLOSE);
    await wait(3_600_000);
    expect(connection.getSnapshot()).toMatchObject({ phase: 'rejoining', problem: 'unreachable' });
    take.mockResolvedValue({ url: 'ws://h', token: 'fresh', room: 'a' });
    await wait(6000);
    expect(connection.getSnapshot()).toMatchObject({ phase: 'connected', problem: null });
  });

  test('the first failure is no alarm, the second is', async () => {
    nextRefusals = [new Error('refused'), new Error('refused')];
    void connection.join();
    await settle();
    expect(connection.getSnapshot()).toMatchObject({ phase: 'joining', problem: null });
    await wait(600);
    expect(connection.getSnapshot().problem).toBe('unreachable');
  });

  test.each([
    [DisconnectReason.PARTICIPANT_REMOVED, 'removed'],
    [DisconnectReason.DUPLICATE_IDENTITY, 'joined-elsewhere'],
  ] as const)('an end by somebody’s will (%s) is final until asked again', async (reason, problem) => {
    void connection.join();
    await settle();
    rooms[0]?.end(reason);
    await wait(60_000);
    expect(connection.getSnapshot()).toMatchObject({ phase: 'ended', problem });
    expect(rooms).toHaveLength(1);
    void connection.join();
    await settle();
    expect(phase()).toBe('connected');
  });

  test('an expired sign-in ends it', async () => {
    take.mockRejectedValue(new ApiError(401, 'no_session', ''));
    void connection.join();
    await settle();
    expect(connection.getSnapshot()).toMatchObject({ phase: 'ended', problem: 'signed-out' });
  });

  test('leaving ends the session and any further attempt', async () => {
    void connection.join();
    await settle();
    connection.leave();
    await wait(60_000);
    expect(rooms[0]?.disconnect).toHaveBeenCalled();
    expect(rooms).toHaveLength(1);
  });

  test('leaving while waiting for the next attempt makes none', async () => {
    take.mockRejectedValue(new ApiError(0, 'unreachable', ''));
    void connection.join();
    await wait(200);
    const asked = take.mock.calls.length;
    connection.leave();
    await wait(60_000);
    expect(take.mock.calls).toHaveLength(asked);
  });

  test('a burst of events tells the page once', async () => {
    void connection.join();
    await settle();
    const listener = vi.fn();
    connection.subscribe(listener);
    for (let index = 0; index < 20; index += 1) {
      rooms[0]?.emit(RoomEvent.ActiveSpeakersChanged, []);
    }
    await settle();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
