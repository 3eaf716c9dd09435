/** A stack's view as others can follow it: slice, camera, window and cine, without echoing what was followed. */
import { equalityDeep } from 'lib0/function';
import type { SeriesView, SettledView } from '../board/schema';
import { oncePerBurst } from '../ui/burst';
import type { StackView } from './stackView';
import { applyPlacement, type Placement, readPlacement } from './viewPlacement';

type Listener = (byHand: boolean) => void;

/** Digits that no eye can see beyond. */
const DIGITS = 3;

export class SharedSeriesView {
  readonly #view: StackView;
  readonly #listeners = new Set<Listener>();
  readonly #stop: (() => void)[];
  #known: SeriesView | null = null;
  /** To be shown as soon as there is a picture. */
  #awaiting: SeriesView | null = null;
  #disposed = false;

  constructor(view: StackView) {
    this.#view = view;
    this.#stop = [view.subscribe(() => this.#changed()), view.cine.subscribe(() => this.#changed())];
  }

  /** Null while there is no picture. */
  read(): SeriesView | null {
    const { stack, viewport, cine } = this.#view;
    const { drawn, index, window, inverted } = this.#view.getSnapshot();
    const placement = stack === null || !drawn ? null : readPlacement(viewport);
    if (placement === null) {
      return null;
    }
    const { playing, speed } = cine.getSnapshot();
    const { zoom, pan, rotation, flipHorizontal, flipVertical } = placement;
    return {
      kind: 'series',
      // A running clip is everywhere: followers play it themselves.
      slice: playing && this.#known !== null ? this.#known.slice : index,
      zoom: rounded(zoom),
      pan: [rounded(pan[0]), rounded(pan[1])],
      rotation: rounded(rotation),
      flipHorizontal,
      flipVertical,
      window: viewport.getProperties().isComputedVOI === true ? null : window && { width: rounded(window.width), centre: rounded(window.centre) },
      inverted,
      cine: { playing, speed },
    };
  }

  apply(view: SettledView): void {
    if (view.kind !== 'series') {
      return;
    }
    const now = this.read();
    if (now === null) {
      this.#awaiting = view;
      return;
    }
    this.#view.quietly(() => this.#show(view, now));
    this.#known = this.read();
  }

  /** @param listener told whether the person at this screen did it */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of this.#stop) {
      stop();
    }
  }

  /** Only what is not so yet: each step makes Cornerstone draw, which takes a computer without graphics tens of milliseconds. */
  #show(wanted: SeriesView, now: SeriesView): void {
    const { viewport } = this.#view;
    if (wanted.slice !== now.slice) {
      this.#view.goTo(wanted.slice);
    }
    if (!equalityDeep(placementOf(wanted), placementOf(now))) {
      applyPlacement(viewport, wanted);
      viewport.render();
    }
    if (wanted.inverted !== now.inverted) {
      this.#view.setInverted(wanted.inverted);
    }
    if (wanted.window === null && now.window !== null) {
      this.#view.setAskedWindow();
    } else if (wanted.window !== null && !equalityDeep(wanted.window, now.window)) {
      this.#view.setExactWindow(wanted.window);
    }
    if (wanted.cine.speed !== now.cine.speed) {
      this.#view.setSpeed(wanted.cine.speed);
    }
    if (wanted.cine.playing !== now.cine.playing) {
      this.#view.togglePlay();
    }
  }

  #changed(): void {
    if (this.#view.quiet && this.#known !== null) {
      this.#known = this.read();
    } else {
      this.#compare();
    }
  }

  /** For each picture Cornerstone first resets the camera and then puts it back: only what is left at the end is a change. */
  readonly #compare = oncePerBurst(() => {
    if (this.#disposed) {
      return;
    }
    const before = this.#known;
    const now = this.read();
    this.#known = now;
    if (now === null) {
      return; // another stack is on its way
    }
    if (before === null) {
      this.#begin();
    } else if (JSON.stringify(before) !== JSON.stringify(now)) {
      this.#tell(true);
    }
  });

  /** The first picture of a stack is there. */
  #begin(): void {
    const awaiting = this.#awaiting;
    this.#awaiting = null;
    if (awaiting !== null) {
      this.apply(awaiting);
    }
    this.#tell(false);
  }

  #tell(byHand: boolean): void {
    for (const listener of this.#listeners) {
      listener(byHand);
    }
  }
}

function placementOf({ zoom, pan, rotation, flipHorizontal, flipVertical }: SeriesView): Placement {
  return { zoom, pan, rotation, flipHorizontal, flipVertical };
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
