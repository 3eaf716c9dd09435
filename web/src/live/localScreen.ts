/** A window or screen that the person shows to the others. */
import { type LocalTrackPublication, type Room, ScreenSharePresets, Track } from 'livekit-client';

export type ScreenProblem = 'failed' | 'not-supported';

export interface LocalScreenState {
  readonly on: boolean;
  readonly busy: boolean;
  readonly problem: ScreenProblem | null;
}

/** Reading small print matters more than even movement; a console's clip still moves at this rate. */
const { encoding: ENCODING, resolution: RESOLUTION } = ScreenSharePresets.h1080fps15;

/**
 * The picture of the window outlives a session: after a lost line the same window is shown again without asking the person, which
 * `setScreenShareEnabled` would, since livekit-client ends its own tracks with the room.
 */
export class LocalScreen {
  readonly #onChange: () => void;
  #room: Room | null = null;
  #captured: MediaStreamTrack | null = null;
  #published: LocalTrackPublication | null = null;
  #busy = false;
  #problem: ScreenProblem | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Phones cannot share their screen. */
  static get supported(): boolean {
    return window.isSecureContext && 'getDisplayMedia' in (navigator.mediaDevices ?? {});
  }

  get state(): LocalScreenState {
    return { on: this.#captured !== null, busy: this.#busy, problem: this.#problem };
  }

  async enter(room: Room): Promise<void> {
    this.#room = room;
    await this.#publish();
  }

  leave(): void {
    this.#room = null;
    this.#published = null;
  }

  /** Asks which window, and shows it. Resolves to whether it is shown. To be called from a click. */
  async start(): Promise<boolean> {
    if (!LocalScreen.supported) {
      this.#fail('not-supported');
      return false;
    }
    this.#busy = true;
    this.#problem = null;
    this.#onChange();
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { ...RESOLUTION }, audio: false });
      this.#take(stream.getVideoTracks()[0] ?? null);
      await this.#publish();
    } catch (error) {
      // Whoever closes the browser's question has thought better of it.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) {
        this.#fail('failed');
      }
      this.stop();
    } finally {
      this.#busy = false;
      this.#onChange();
    }
    return this.#captured !== null;
  }

  stop(): void {
    this.#captured?.stop();
    this.#captured = null;
    const published = this.#published?.track;
    this.#published = null;
    if (published) {
      void this.#room?.localParticipant.unpublishTrack(published);
    }
    this.#onChange();
  }

  dismissProblem(): void {
    this.#problem = null;
    this.#onChange();
  }

  #take(track: MediaStreamTrack | null): void {
    this.#captured?.stop();
    this.#captured = track;
    if (track !== null) {
      track.contentHint = 'detail';
      // The browser's own bar has a button to end it, and windows get closed.
      track.addEventListener('ended', () => track === this.#captured && this.stop());
    }
  }

  async #publish(): Promise<void> {
    if (this.#captured === null || this.#room === null) {
      return;
    }
    this.#published = await this.#room.localParticipant.publishTrack(this.#captured.clone(), {
      source: Track.Source.ScreenShare,
      simulcast: false,
      screenShareEncoding: ENCODING,
    });
    this.#onChange();
  }

  #fail(problem: ScreenProblem): void {
    this.#problem = problem;
    this.#onChange();
  }
}
