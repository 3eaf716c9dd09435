/** Being in a room: voices, faces, shared screens, one's own devices, and who is there. No components here. */
import { RemoteAudioTrack, type RemoteTrack, type RemoteTrackPublication, type Room, RoomEvent, Track, VideoQuality } from 'livekit-client';
import { ScreeningFeed } from '../screening/screeningFeed';
import { oncePerBurst } from '../ui/burst';
import type { ConnectionProblem } from './connectionProblem';
import { LocalMedia, type LocalMediaState, type MayPublish } from './localMedia';
import { LocalScreen, type LocalScreenState } from './localScreen';
import { receiveConsolePicture } from './receivedPicture';
import { type ConsoleInRoom, EMPTY_ROSTER, isConsole, readRoster, type Roster } from './roster';
import { type ConnectionPhase, Stay, type TokenSource } from './stay';

export type { ConnectionPhase } from './stay';

export interface RoomState extends Roster {
  readonly phase: ConnectionPhase;
  readonly problem: ConnectionProblem | null;
  /** False while the console is away; `console` is then what was last known of it. */
  readonly consolePresent: boolean;
  readonly media: LocalMediaState;
  readonly screen: LocalScreenState;
  /** The browser plays no sound until the person clicks somewhere. */
  readonly soundBlocked: boolean;
  /** Whether the person wants to hear the others. */
  readonly soundOn: boolean;
}

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
  readonly screen: LocalScreen;
  /** What software finds on the console's picture. */
  readonly screening = new ScreeningFeed();
  readonly #stay: Stay;
  readonly #listeners = new Set<() => void>();
  #soundOn = true;
  #lastConsole: ConsoleInRoom | null = null;
  #state: RoomState;

  /** @param may what this person's token allows them to send */
  constructor(takeToken: TokenSource, may?: MayPublish) {
    this.media = new LocalMedia(() => this.#changed(), may);
    this.screen = new LocalScreen(() => this.#changed());
    this.#stay = new Stay(takeToken, {
      prepare: (room) => this.#prepare(room),
      entered: (room) => {
        // Not awaited: a permission prompt must not hold up the picture.
        void this.media.enter(room);
        void this.screen.enter(room);
      },
      left: () => {
        this.media.leave();
        this.screen.leave();
      },
      onChange: () => this.#changed(),
      autoSubscribe: true,
    });
    this.#state = this.#readState();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RoomState => this.#state;

  /** Joins, and joins again whenever the session is lost, until `leave` or a reason that trying again cannot mend. */
  join(): Promise<void> {
    return this.#stay.join();
  }

  /** Leaves for good; this object is done then. */
  leave(): void {
    this.screen.stop();
    this.#stay.leave();
  }

  /** To be called from a click: browsers play sound only after one. */
  async startSound(): Promise<void> {
    await this.#stay.room?.startAudio();
  }

  setSound(on: boolean): void {
    this.#soundOn = on;
    for (const participant of this.#stay.room?.remoteParticipants.values() ?? []) {
      for (const publication of participant.audioTrackPublications.values()) {
        if (publication.track instanceof RemoteAudioTrack) {
          this.#applySound(publication.track);
        }
      }
    }
    this.#changed();
  }

  #prepare(room: Room): void {
    this.screening.listen(room);
    for (const event of ROSTER_EVENTS) {
      room.on(event, this.#changed);
    }
    room
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        this.#receive(track, publication, isConsole(participant));
      })
      .on(RoomEvent.TrackUnsubscribed, (track) => track.detach());
  }

  #receive(track: RemoteTrack, publication: RemoteTrackPublication, fromConsole: boolean): void {
    if (track instanceof RemoteAudioTrack) {
      track.attach();
      this.#applySound(track);
    } else if (fromConsole) {
      receiveConsolePicture(track, publication);
    } else {
      // A face in a tile is small; a shared screen is read.
      publication.setVideoQuality(publication.source === Track.Source.ScreenShare ? VideoQuality.HIGH : VideoQuality.LOW);
    }
  }

  #applySound(track: RemoteAudioTrack): void {
    track.setVolume(this.#soundOn ? 1 : 0);
  }

  readonly #changed = oncePerBurst(() => {
    this.#state = this.#readState();
    for (const listener of this.#listeners) {
      listener();
    }
  });

  #readState(): RoomState {
    const { room, phase, problem } = this.#stay;
    const roster = room === null ? EMPTY_ROSTER : readRoster(room);
    if (roster.console !== null) {
      this.#lastConsole = { ...roster.console, picture: null };
    }
    return {
      ...roster,
      console: roster.console ?? this.#lastConsole,
      consolePresent: roster.console !== null,
      phase,
      problem,
      media: this.media.state,
      screen: this.screen.state,
      soundBlocked: room !== null && !room.canPlaybackAudio,
      soundOn: this.#soundOn,
    };
  }
}
