/** Staying in one LiveKit room: joins, and joins again whenever the session is lost, until told to leave. */
import { type DisconnectReason, type Room, RoomEvent } from 'livekit-client';
import type { RoomToken } from '../api/roomTokens';
import { type Backoff, backoffDelay } from '../measure/backoff';
import { type ConnectionProblem, isFinal, problemOfError, problemOfReason } from './connectionProblem';
import { createRoom } from './liveRoom';
import { pause } from './pause';

/**
 * - `joining`: the first attempt of this page;
 * - `connected`;
 * - `resuming`: the line broke, livekit-client is getting it back;
 * - `rejoining`: the session was lost, joining anew, for ever;
 * - `ended`: over until the person asks to join again.
 */
export type ConnectionPhase = 'joining' | 'connected' | 'resuming' | 'rejoining' | 'ended';

/** A fresh token for each attempt. Throws ApiError. */
export type TokenSource = (signal: AbortSignal) => Promise<RoomToken>;

export interface StayOptions {
  /** Listens to a room that is about to be joined. */
  readonly prepare: (room: Room) => void;
  /** The room was joined. */
  readonly entered: (room: Room) => void;
  /** The session is over, for now or for good. */
  readonly left: () => void;
  /** Phase or problem have changed. */
  readonly onChange: () => void;
  /** False where what is received is chosen by hand. */
  readonly autoSubscribe: boolean;
}

const REJOIN: Backoff = { firstMs: 400, maxMs: 4000 };

export class Stay {
  readonly #takeToken: TokenSource;
  readonly #options: StayOptions;
  readonly #leaving = new AbortController();
  #room: Room | null = null;
  #phase: ConnectionPhase = 'joining';
  #problem: ConnectionProblem | null = null;

  constructor(takeToken: TokenSource, options: StayOptions) {
    this.#takeToken = takeToken;
    this.#options = options;
  }

  /** The room of the present session; null between two. */
  get room(): Room | null {
    return this.#room;
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  get problem(): ConnectionProblem | null {
    return this.#problem;
  }

  /** Until `leave` or a reason that trying again cannot mend. */
  async join(): Promise<void> {
    const signal = this.#leaving.signal;
    let failures = 0;
    this.#enter('joining', null);
    while (!signal.aborted) {
      const problem = await this.#session(() => {
        failures = 0;
      });
      if (signal.aborted) {
        return;
      }
      if (isFinal(problem)) {
        this.#enter('ended', problem);
        return;
      }
      const hiccup = problem === 'unreachable' && failures === 0; // most often the next attempt succeeds
      this.#enter(this.#phase === 'joining' ? 'joining' : 'rejoining', hiccup ? null : problem);
      await pause(backoffDelay(REJOIN, failures, Math.random()), signal);
      failures += 1;
    }
  }

  /** For good; this object is done then. */
  leave(): void {
    this.#leaving.abort();
    void this.#room?.disconnect(); // ends the wait in `#session`
  }

  /** One session, from asking for a token to its end. Resolves to why it ended. */
  async #session(onJoined: () => void): Promise<ConnectionProblem> {
    const signal = this.#leaving.signal;
    const { prepare, entered, left, autoSubscribe } = this.#options;
    let room: Room | null = null;
    try {
      const { url, token } = await this.#takeToken(signal);
      room = createRoom();
      this.#room = room;
      prepare(room);
      const ended = this.#watch(room);
      await room.connect(url, token, { autoSubscribe });
      if (signal.aborted) {
        return 'unreachable';
      }
      onJoined();
      entered(room);
      return problemOfReason(await ended);
    } catch (error) {
      return problemOfError(error);
    } finally {
      this.#room = null;
      left();
      await room?.disconnect();
      room?.removeAllListeners();
    }
  }

  /**
   * Resolves when the room's session is over.
   *
   * livekit-client resumes a session (`SignalReconnecting`). When that is not possible it would set up another
   * one itself (`Reconnecting`), which takes it two seconds longer than joining anew and uses the old token.
   */
  #watch(room: Room): Promise<DisconnectReason | undefined> {
    room
      .on(RoomEvent.Connected, () => this.#enter('connected', null))
      .on(RoomEvent.SignalReconnecting, () => this.#enter('resuming', null))
      .on(RoomEvent.Reconnected, () => this.#enter('connected', null));
    return new Promise((resolve) => {
      room.once(RoomEvent.Disconnected, resolve);
      room.once(RoomEvent.Reconnecting, () => resolve(undefined));
    });
  }

  #enter(phase: ConnectionPhase, problem: ConnectionProblem | null): void {
    this.#phase = phase;
    this.#problem = problem;
    this.#options.onChange();
  }
}
