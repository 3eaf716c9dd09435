/** Looking at one console from outside its room: hidden, its picture only, and joined again whenever the line is lost. */
import { type RemoteParticipant, RemoteTrackPublication, type Room, RoomEvent, VideoQuality } from 'livekit-client';
import { ScreeningFeed } from '../screening/screeningFeed';
import { Store } from '../viewer/store';
import { oncePerBurst } from '../ui/burst';
import type { ConnectionProblem } from './connectionProblem';
import { receiveConsolePicture } from './receivedPicture';
import { consoleOf, type ConsoleInRoom, isConsole, PICTURE_TRACK } from './roster';
import { type ConnectionPhase, Stay, type TokenSource } from './stay';

export interface ConsoleState {
  readonly phase: ConnectionPhase;
  readonly problem: ConnectionProblem | null;
  /** What was last known of it while it is away. */
  readonly console: ConsoleInRoom | null;
  readonly consolePresent: boolean;
}

/** Everything that changes what is read of the console. */
const CONSOLE_EVENTS = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.ConnectionStateChanged,
] as const;

export class ConsoleConnection extends Store<ConsoleState> {
  /** What software finds on its picture. */
  readonly screening = new ScreeningFeed();
  readonly #stay: Stay;

  constructor(takeToken: TokenSource) {
    super({ phase: 'joining', problem: null, console: null, consolePresent: false });
    this.#stay = new Stay(takeToken, {
      prepare: (room) => this.#prepare(room),
      entered: (room) => this.#subscribeToPicture(room),
      left: () => this.#changed(),
      onChange: () => this.#changed(),
      autoSubscribe: false,
    });
    void this.#stay.join();
  }

  leave(): void {
    this.#stay.leave();
  }

  #prepare(room: Room): void {
    this.screening.listen(room);
    for (const event of CONSOLE_EVENTS) {
      room.on(event, this.#changed);
    }
    room
      .on(RoomEvent.TrackPublished, () => this.#subscribeToPicture(room))
      .on(RoomEvent.TrackSubscribed, (track, publication) => receiveConsolePicture(track, publication));
  }

  #subscribeToPicture(room: Room): void {
    for (const participant of room.remoteParticipants.values()) {
      for (const publication of participant.videoTrackPublications.values()) {
        if (publication instanceof RemoteTrackPublication && publication.trackName === PICTURE_TRACK && !publication.isDesired) {
          publication.setSubscribed(true);
          publication.setVideoQuality(VideoQuality.HIGH);
        }
      }
    }
  }

  readonly #changed = oncePerBurst(() => {
    const { room, phase, problem } = this.#stay;
    const participants: readonly RemoteParticipant[] = [...(room?.remoteParticipants.values() ?? [])];
    const participant = participants.find(isConsole);
    const seen = participant === undefined ? null : consoleOf(participant);
    const before = this.getSnapshot().console;
    this.set({ phase, problem, console: seen ?? (before && { ...before, picture: null }), consolePresent: seen !== null });
  });
}
