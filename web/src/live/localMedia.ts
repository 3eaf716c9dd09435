/** The person's own microphone and camera: what is wanted, what is on, and why not. */
import { MediaDeviceFailure, type Participant, type Room, RoomEvent, Track, type TrackPublication } from 'livekit-client';
import { rememberedOn, rememberDevice, rememberOn } from './devicePreferences';

export type DeviceProblem = 'insecure-page' | 'denied' | 'missing' | 'in-use' | 'failed';

export type InputKind = 'audioinput' | 'videoinput';

/** Which devices the person has the right to be heard and seen with. */
export type MayPublish = Readonly<Record<InputKind, boolean>>;

export interface DeviceState {
  readonly on: boolean;
  /** As the person last chose; before entering a room nothing is on. */
  readonly wanted: boolean;
  /** Being switched: the browser may be asking for permission. */
  readonly busy: boolean;
  readonly problem: DeviceProblem | null;
}

export type LocalMediaState = Readonly<Record<InputKind, DeviceState>>;

interface Switch {
  wanted: boolean;
  busy: boolean;
  problem: DeviceProblem | null;
}

/** Browsers hand out microphone and camera on HTTPS pages and on this very computer only. */
export function devicesAvailable(): boolean {
  return window.isSecureContext && navigator.mediaDevices !== undefined;
}

export class LocalMedia {
  readonly #onChange: () => void;
  readonly #may: MayPublish;
  readonly #switches: Record<InputKind, Switch> = {
    audioinput: { wanted: rememberedOn('audioinput'), busy: false, problem: null },
    videoinput: { wanted: rememberedOn('videoinput'), busy: false, problem: null },
  };
  #room: Room | null = null;

  /** @param may what this person's token allows them to send */
  constructor(onChange: () => void, may: MayPublish = { audioinput: true, videoinput: true }) {
    this.#onChange = onChange;
    this.#may = may;
  }

  get state(): LocalMediaState {
    return { audioinput: this.#stateOf('audioinput'), videoinput: this.#stateOf('videoinput') };
  }

  /** Publishes into a room that was just joined what was on before. */
  async enter(room: Room): Promise<void> {
    this.#room = room;
    room.on(RoomEvent.TrackMuted, this.#onMuted);
    await Promise.all([this.#apply('audioinput'), this.#apply('videoinput')]);
  }

  leave(): void {
    this.#room?.off(RoomEvent.TrackMuted, this.#onMuted);
    this.#room = null;
  }

  /** Switches on or off, and remembers it for the next time. */
  async set(kind: InputKind, on: boolean): Promise<void> {
    if (on && !devicesAvailable()) {
      this.#switches[kind].problem = 'insecure-page';
      this.#onChange();
      return;
    }
    rememberOn(kind, on);
    await this.#want(kind, on);
  }

  /** Push to talk: the microphone is on for as long as a key is held, which says nothing about the next time. */
  async talk(on: boolean): Promise<void> {
    await this.#want('audioinput', on && devicesAvailable());
  }

  /** Somebody tried a device outside the room, and the browser refused. */
  report(kind: InputKind, error: unknown): void {
    this.#switches[kind].problem = problemOf(error);
    this.#onChange();
  }

  /** The person has read why it did not work. */
  dismissProblem(kind: InputKind): void {
    this.#switches[kind].problem = null;
    this.#onChange();
  }

  /** What the microphone hears while it is on. */
  get microphoneTrack(): MediaStreamTrack | null {
    const publication = this.#room?.localParticipant.getTrackPublication(Track.Source.Microphone);
    return publication?.isMuted ? null : (publication?.audioTrack?.mediaStreamTrack ?? null);
  }

  /** Chooses a device, for now if it is on and for every later time. */
  async choose(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    rememberDevice(kind, deviceId);
    await this.#room?.switchActiveDevice(kind, deviceId);
  }

  #stateOf(kind: InputKind): DeviceState {
    const { busy, problem, wanted } = this.#switches[kind];
    return { on: this.#isOn(kind), wanted, busy, problem };
  }

  async #want(kind: InputKind, on: boolean): Promise<void> {
    this.#switches[kind].wanted = on;
    await this.#apply(kind);
    this.#onChange();
  }

  #isOn(kind: InputKind): boolean {
    const me = this.#room?.localParticipant;
    return (kind === 'audioinput' ? me?.isMicrophoneEnabled : me?.isCameraEnabled) ?? false;
  }

  /** Follows `wanted`, which may change while the browser is still asking for permission. */
  async #apply(kind: InputKind): Promise<void> {
    const device = this.#switches[kind];
    if (device.busy || !devicesAvailable() || !this.#may[kind] || this.#room === null) {
      return;
    }
    device.busy = true;
    device.problem = null;
    this.#onChange();
    try {
      while (this.#room !== null && this.#isOn(kind) !== device.wanted) {
        const me = this.#room.localParticipant;
        await (kind === 'audioinput'
          ? me.setMicrophoneEnabled(device.wanted)
          : me.setCameraEnabled(device.wanted));
      }
    } catch (error) {
      device.wanted = false;
      device.problem = problemOf(error);
    } finally {
      device.busy = false;
      this.#onChange();
    }
  }

  /** A moderator muted this person: joining again must not undo it. */
  readonly #onMuted = (publication: TrackPublication, participant: Participant): void => {
    if (!participant.isLocal) {
      return;
    }
    const device = this.#switches[publication.kind === 'audio' ? 'audioinput' : 'videoinput'];
    if (!device.busy) {
      device.wanted = false;
    }
  };
}

function problemOf(error: unknown): DeviceProblem {
  switch (MediaDeviceFailure.getFailure(error)) {
    case MediaDeviceFailure.PermissionDenied:
      return 'denied';
    case MediaDeviceFailure.NotFound:
      return 'missing';
    case MediaDeviceFailure.DeviceInUse:
      return 'in-use';
    default:
      return 'failed';
  }
}
