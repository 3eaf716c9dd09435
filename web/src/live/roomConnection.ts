/** Being in a room: joins, stays joined through every failure, and tells what is there. No components here. */
import {
  type DisconnectReason,
  RemoteAudioTrack,
  type RemoteTrack,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
  VideoQuality,
} from 'livekit-client';
import type { RoomTokens } from '../api/roomTokens';
import { type Backoff, backoffDelay } from '../measure/backoff';
import { type ConnectionProblem, isFinal, problemOfError, problemOfReason } from './connectionProblem';
import { createRoom } from './liveRoom';
import { LocalMedia, type LocalMediaState } from './localMedia';
import { pause } from './pause';
import { type ConsoleInRoom, EMPTY_ROSTER, isConsole, PICTURE_TRACK, readRoster, type Roster } from './roster';

/**
 * - `joining`: the first attempt of this page;
 * - `connected`;
 * - `resuming`: the line broke, livekit-client is getting it back;
 * - `rejoining`: the session was lost, joining anew, for ever;
 * - `ended`: over until the person asks to join again.
 */
export type ConnectionPhase = 'joining' | 'connected' | 'resuming' | 'rejoining' | 'ended';

export interface RoomState extends Roster {
  readonly phase: ConnectionPhase;
  readonly problem: ConnectionProblem | null;
  /** False while the console is away; `console` is then what was last known of it. */
  readonly consolePresent: boolean;
  readonly media: LocalMediaState;
  /** The browser plays no sound until the person clicks somewhere. */
  readonly soundBlocked: boolean;
  /** Whether the person wants to hear the others. */
  readonly soundOn: boolean;
}

const REJOIN: Backoff = { firstMs: 400, maxMs: 4000 };

/** Everything that changes what `readRoster` reads. */
const ROSTER_EVENTS = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.AudioPlaybackStatusChanged,
  RoomEvent.ConnectionStateChanged,
] as const;

/** A store for `useSyncExternalStore` around one stay in one room. */
export class RoomConnection {
  readonly media: LocalMedia;
  readonly #roomName: string;
  readonly #tokens: RoomTokens;
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new AbortController();
  #room: Room | null = null;
  #phase: ConnectionPhase = 'joining';
  #problem: ConnectionProblem | null = null;
  #soundOn = true;
  #lastConsole: ConsoleInRoom | null = null;
  #state: RoomState;
  #updatePending = false;

  constructor(roomName: string, tokens: RoomTokens) {
    this.#roomName = roomName;
    this.#tokens = tokens;
    this.media = new LocalMedia(() => this.#changed());
    this.#state = this.#readState();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RoomState => this.#state;

  /** Joins, and joins again whenever the session is lost, until `leave` or a reason that trying again cannot mend. */
  async join(): Promise<void> {
    const signal = this.#leaving.signal;
    let failures = 0;
    this.#enter('joining', null);
    while (!signal.aborted) {
      const problem = await this.#stay(() => {
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

  /** Leaves for good; this object is done then. */
  leave(): void {
    this.#leaving.abort();
    void this.#room?.disconnect(); // ends the wait in `#stay`
  }

  /** To be called from a click: browsers play sound only after one. */
  async startSound(): Promise<void> {
    await this.#room?.startAudio();
  }

  setSound(on: boolean): void {
    this.#soundOn = on;
    for (const participant of this.#room?.remoteParticipants.values() ?? []) {
      for (const publication of participant.audioTrackPublications.values()) {
        if (publication.track instanceof RemoteAudioTrack) {
          this.#applySound(publication.track);
        }
      }
    }
    this.#changed();
  }

  /** One session, from asking for a token to its end. Resolves to why it ended. */
  async #stay(onJoined: () => void): Promise<ConnectionProblem> {
    const signal = this.#leaving.signal;
    let room: Room | null = null;
    try {
      const { url, token } = await this.#tokens.take(this.#roomName, signal);
      room = createRoom();
      this.#room = room;
      const ended = this.#watch(room);
      await room.connect(url, token);
      if (signal.aborted) {
        return 'unreachable';
      }
      onJoined();
      // Not awaited: a permission prompt must not hold up the picture.
      void this.media.enter(room);
      return problemOfReason(await ended);
    } catch (error) {
      return problemOfError(error);
    } finally {
      this.#room = null;
      this.media.leave();
      await room?.disconnect();
      room?.removeAllListeners();
    }
  }

  /**
   * Follows a room's events. Resolves when its session is over.
   *
   * livekit-client resumes a session (`SignalReconnecting`). When that is not possible it would set up another
   * one itself (`Reconnecting`), which takes it two seconds longer than joining anew and uses the old token.
   */
  #watch(room: Room): Promise<DisconnectReason | undefined> {
    for (const event of ROSTER_EVENTS) {
      room.on(event, this.#changed);
    }
    room
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        this.#receive(track, publication, isConsole(participant));
      })
      .on(RoomEvent.TrackUnsubscribed, (track) => track.detach())
      .on(RoomEvent.Connected, () => this.#enter('connected', null))
      .on(RoomEvent.SignalReconnecting, () => this.#enter('resuming', null))
      .on(RoomEvent.Reconnected, () => this.#enter('connected', null));
    return new Promise((resolve) => {
      room.once(RoomEvent.Disconnected, resolve);
      room.once(RoomEvent.Reconnecting, () => resolve(undefined));
    });
  }

  #receive(track: RemoteTrack, publication: RemoteTrackPublication, fromConsole: boolean): void {
    if (track instanceof RemoteAudioTrack) {
      track.attach();
      this.#applySound(track);
      return;
    }
    if (!fromConsole) {
      publication.setVideoQuality(VideoQuality.LOW); // a face in a tile
      return;
    }
    publication.setVideoQuality(VideoQuality.HIGH);
    if (publication.trackName === PICTURE_TRACK && track.receiver && 'jitterBufferTarget' in track.receiver) {
      // Show each frame as soon as it is complete. An expert guiding a hand is served by the newest frame,
      // not by an even flow; the browser still waits for what a lost packet makes it wait for. Takes some 10 ms
      // off on one machine, more where packets arrive unevenly.
      track.receiver.jitterBufferTarget = 0;
    }
  }

  #applySound(track: RemoteAudioTrack): void {
    track.setVolume(this.#soundOn ? 1 : 0);
  }

  #enter(phase: ConnectionPhase, problem: ConnectionProblem | null): void {
    this.#phase = phase;
    this.#problem = problem;
    this.#changed();
  }

  /** Many events come in one burst; the page is told once. */
  readonly #changed = (): void => {
    if (this.#updatePending) {
      return;
    }
    this.#updatePending = true;
    queueMicrotask(() => {
      this.#updatePending = false;
      this.#state = this.#readState();
      for (const listener of this.#listeners) {
        listener();
      }
    });
  };

  #readState(): RoomState {
    const room = this.#room;
    const roster = room === null ? EMPTY_ROSTER : readRoster(room);
    if (roster.console !== null) {
      this.#lastConsole = { ...roster.console, picture: null };
    }
    return {
      ...roster,
      console: roster.console ?? this.#lastConsole,
      consolePresent: roster.console !== null,
      phase: this.#phase,
      problem: this.#problem,
      media: this.media.state,
      soundBlocked: room !== null && !room.canPlaybackAudio,
      soundOn: this.#soundOn,
    };
  }
}
