/** Draws what the screening worker tells over one running picture: the newest as it comes, or each frame with its own. No components here. */
import type { RemoteVideoTrack } from 'livekit-client';
import type { ServerClock } from '../api/serverClock';
import { fractionMatrix } from '../ink/pictureSurface';
import type { PictureCamera } from '../live/pictureCamera';
import { Store } from '../viewer/store';
import { ExactFrames } from './exactFrames';
import type { Kind } from './kinds';
import { ageSaid, newestFindings, offsetOf, strengthAt } from './newestFindings';
import { blankCanvas, paintFindings, type Painted, paintPicture, type PaintOptions } from './overlayPainter';
import type { FrameKey, ScreeningFeed } from './screeningFeed';
import type { Finding } from './wire';

export interface OverlayParts {
  readonly canvas: HTMLCanvasElement;
  readonly video: HTMLVideoElement;
  readonly track: RemoteVideoTrack;
  readonly feed: ScreeningFeed;
  readonly camera: PictureCamera;
  readonly clock: ServerClock;
}

export interface OverlayWishes {
  readonly exact: boolean;
  /** Not drawn for this viewer. */
  readonly hidden: ReadonlySet<Kind>;
  readonly labelOf: (finding: Finding) => readonly string[];
}

/** What is said beside the outlines; figures that jump cannot be read. */
export interface OverlayNote {
  /** Findings of the whole picture. */
  readonly whole: readonly Finding[];
  /** Kinds that are drawn, in the detectors' order. */
  readonly drawn: readonly Kind[];
  /** Of what is drawn, to a tenth of a second; null in exact mode, and when nothing is. Milliseconds. */
  readonly ageMs: number | null;
  /** How long frames are held back; 0 unless in exact mode. Milliseconds. */
  readonly heldMs: number;
}

const NOTE_EVERY_MS = 400;
/** So that figures can be read, each frame counts for so much of what is said. */
const HELD_WEIGHT = 0.05;
/** A frame between two others may be without findings: what is said of them does not flicker. */
const NOTE_STAYS_MS = 1000;
const QUIET: OverlayNote = { whole: [], drawn: [], ageMs: null, heldMs: 0 };

interface ShownFrame {
  readonly frame: VideoFrame;
  readonly painted: readonly Painted[];
}

export class Overlay {
  readonly note = new Store<OverlayNote>(QUIET);
  readonly #parts: OverlayParts;
  readonly #stops: (() => void)[];
  #wishes: OverlayWishes = { exact: false, hidden: new Set(), labelOf: () => [] };
  #frames: ExactFrames | null = null;
  #shown: ShownFrame | null = null;
  /** What was drawn last, and when. */
  #drawn: { readonly findings: readonly Finding[]; readonly at: number } = { findings: [], at: 0 };
  #ageMs: number | null = null;
  #heldMs = 0;
  #stale = false;
  /** Whether there was something on the canvas after the last painting, which ages and fades. */
  #busy = false;
  #request: number | null = null;

  constructor(parts: OverlayParts) {
    this.#parts = parts;
    const { feed, camera } = parts;
    const timer = window.setInterval(() => {
      this.#tell();
      if (this.#busy) {
        this.#markStale();
      }
    }, NOTE_EVERY_MS);
    this.#stops = [feed.subscribe(this.#markStale), camera.subscribe(this.#markStale), camera.geometry.subscribe(this.#markStale), () => window.clearInterval(timer)];
    this.#markStale();
  }

  set(wishes: OverlayWishes): void {
    this.#wishes = wishes;
    this.#markStale();
    if (wishes.exact === (this.#frames !== null)) {
      return;
    }
    const { video, track, feed } = this.#parts;
    this.#endExact();
    this.#frames = wishes.exact ? new ExactFrames(video, track, feed) : null;
  }

  dispose(): void {
    if (this.#request !== null) {
      cancelAnimationFrame(this.#request);
    }
    this.#stops.forEach((stop) => stop());
    this.#endExact();
  }

  readonly #markStale = (): void => {
    this.#stale = true;
    this.#wake();
  };

  /** Without anything new nothing runs: called for each frame of the screen, it was a third of what a page at rest did. */
  #wake(): void {
    this.#request ??= requestAnimationFrame(this.#tick);
  }

  readonly #tick = (): void => {
    this.#request = null;
    const now = performance.now();
    if (this.#frames !== null) {
      this.#takeFrame(this.#frames, now);
      this.#wake();
    }
    if (this.#stale) {
      this.#stale = false;
      this.#paint(now);
    }
  };

  #takeFrame(frames: ExactFrames, now: number): void {
    const released = frames.next(now);
    if (released === null) {
      return;
    }
    this.#shown?.frame.close();
    this.#shown = { frame: released.frame, painted: released.key === null ? [] : this.#foundOn(released.key) };
    this.#heldMs += HELD_WEIGHT * (released.heldMs - this.#heldMs);
    this.#stale = true;
  }

  /** All of one frame, whenever it was drawn. */
  #foundOn(key: FrameKey): readonly Painted[] {
    const found = this.#parts.feed.of(key);
    return found === null ? [] : [{ ...found, findings: this.#wanted(found.reports.flatMap(({ findings }) => findings)), strength: 1 }];
  }

  #paint(now: number): void {
    const { canvas, camera } = this.#parts;
    const { frame: size, picture: intrinsic } = camera.geometry.getSnapshot();
    const context = blankCanvas(canvas, size);
    this.#busy = false;
    if (context === null || intrinsic.width === 0) {
      return;
    }
    const options: PaintOptions = { size, matrix: fractionMatrix({ intrinsic, element: size, view: camera.getSnapshot() }), labelOf: this.#wishes.labelOf };
    let painted: readonly Painted[] = [];
    if (this.#frames === null) {
      painted = this.#newest(now);
    } else if (this.#shown !== null) {
      paintPicture(context, this.#shown.frame, options);
      painted = this.#shown.painted;
    }
    paintFindings(context, painted, options);
    const findings = painted.flatMap((one) => one.findings);
    this.#busy = findings.length > 0;
    if (this.#busy) {
      this.#drawn = { findings, at: now };
      // For whoever measures from capture to drawn outline.
      canvas.dataset['captured'] = String(Math.max(...painted.map(({ captured }) => captured ?? 0)));
    }
  }

  #newest(now: number): readonly Painted[] {
    const newest = newestFindings(this.#parts.feed.latest(), now, offsetOf(this.#parts.clock));
    const drawn = newest.map(({ latest, ageMs }) => ({ latest, ageMs, findings: this.#wanted(latest.report.findings) })).filter(({ findings }) => findings.length > 0);
    this.#ageMs = ageSaid(drawn);
    return drawn.map(({ latest: { told }, ageMs, findings }) => ({ width: told.width, height: told.height, captured: told.captured, findings, strength: strengthAt(ageMs) }));
  }

  #wanted(findings: readonly Finding[]): readonly Finding[] {
    return findings.filter(({ kind }) => !this.#wishes.hidden.has(kind));
  }

  #tell(): void {
    const findings = performance.now() - this.#drawn.at < NOTE_STAYS_MS ? this.#drawn.findings : [];
    const exact = this.#frames !== null;
    const note: OverlayNote = {
      whole: findings.filter(({ outline }) => outline.length === 0),
      drawn: [...new Set(findings.map(({ kind }) => kind))],
      ageMs: exact || this.#ageMs === null ? null : Math.round(this.#ageMs / 100) * 100,
      heldMs: exact ? Math.round(this.#heldMs / 10) * 10 : 0,
    };
    if (JSON.stringify(note) !== JSON.stringify(this.note.getSnapshot())) {
      this.note.set(note);
    }
  }

  #endExact(): void {
    this.#heldMs = 0;
    this.#frames?.dispose();
    this.#frames = null;
    this.#shown?.frame.close();
    this.#shown = null;
  }
}
