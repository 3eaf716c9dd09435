/** Measurements on all pictures of the page: listed, named, deleted, undone. Cornerstone keeps the marks; this follows them. */
import { eventTarget } from '@cornerstonejs/core';
import { annotation, Enums, type Types as ToolTypes } from '@cornerstonejs/tools';
import { type AnnotationCopy, copyOf, restore, sameAnnotation } from './annotationCopy';
import { type Change, History } from './history';
import { type MeasuredValue, measuredValues, type Statistics } from './measurementValues';
import { Store } from './store';
import { measuringTool, type MeasuringTool } from './toolNames';

type Annotation = ToolTypes.Annotation;

export interface Measurement {
  readonly id: string;
  readonly tool: MeasuringTool;
  readonly label: string;
  readonly values: readonly MeasuredValue[];
  /** The picture it was drawn on; null on a plane through a volume. */
  readonly imageId: string | null;
}

export interface Measurements {
  readonly list: readonly Measurement[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export class MeasurementStore extends Store<Measurements> {
  readonly #render: () => void;
  readonly #history = new History<AnnotationCopy>(sameAnnotation);
  /** Marks whose drawing has ended. */
  readonly #complete = new Set<string>();
  #scheduled: number | null = null;
  #applying = false;
  /** A gesture is under way: its end is what can be undone. */
  #held = false;

  /** @param render draws every viewport again */
  constructor(render: () => void) {
    super({ list: [], canUndo: false, canRedo: false });
    this.#render = render;
    const { Events } = Enums;
    eventTarget.addEventListener(Events.ANNOTATION_COMPLETED, ((event: CustomEvent<{ annotation: Annotation }>) => {
      this.#complete.add(event.detail.annotation.annotationUID ?? '');
      this.#schedule();
    }) as EventListener);
    for (const name of [Events.ANNOTATION_MODIFIED, Events.ANNOTATION_REMOVED]) {
      eventTarget.addEventListener(name, () => this.#schedule());
    }
    window.addEventListener('pointerdown', () => (this.#held = true), { capture: true });
    for (const name of ['pointerup', 'pointercancel']) {
      window.addEventListener(name, () => this.#release(), { capture: true });
    }
  }

  undo(): void {
    this.#apply(this.#history.undo());
  }

  redo(): void {
    this.#apply(this.#history.redo());
  }

  delete(id: string): void {
    annotation.state.removeAnnotation(id);
    this.#render();
  }

  /** Takes every mark away and forgets what could be undone: another study is opened. */
  clear(): void {
    for (const id of this.#complete) {
      annotation.state.removeAnnotation(id);
    }
    this.#complete.clear();
    this.#history.forget();
    this.#publish();
  }

  rename(id: string, label: string): void {
    const found = annotation.state.getAnnotation(id);
    if (found !== undefined) {
      found.data.label = label;
      this.#schedule();
      this.#render();
    }
  }

  #apply(changes: readonly Change<AnnotationCopy>[]): void {
    this.#applying = true;
    for (const { id, after } of changes) {
      if (after === null) {
        annotation.state.removeAnnotation(id);
      } else {
        restore(after, annotation.state.getAnnotation(id));
        this.#complete.add(id);
      }
    }
    this.#applying = false;
    this.#render();
    this.#publish();
  }

  #release(): void {
    this.#held = false;
    this.#schedule();
  }

  /** Once per animation frame: statistics follow every movement of the mouse. */
  #schedule(): void {
    if (!this.#applying) {
      this.#scheduled ??= window.requestAnimationFrame(() => {
        this.#scheduled = null;
        if (!this.#held) {
          this.#history.record(this.#copies());
        }
        this.#publish();
      });
    }
  }

  #copies(): ReadonlyMap<string, AnnotationCopy> {
    return new Map(this.#finished().map((mark) => [mark.annotationUID ?? '', copyOf(mark)]));
  }

  #finished(): readonly Annotation[] {
    return annotation.state.getAllAnnotations().filter((mark) => this.#complete.has(mark.annotationUID ?? '') && measuringTool(mark.metadata?.toolName ?? '') !== null);
  }

  #publish(): void {
    this.set({
      list: this.#finished().map(measurementOf),
      canUndo: this.#history.canUndo,
      canRedo: this.#history.canRedo,
    });
  }
}

function measurementOf(mark: Annotation): Measurement {
  const tool = measuringTool(mark.metadata?.toolName ?? '') ?? 'length';
  const [statistics] = Object.values((mark.data.cachedStats ?? {}) as Record<string, Statistics>);
  return {
    id: mark.annotationUID ?? '',
    tool,
    label: mark.data.label ?? '',
    values: measuredValues(tool, statistics),
    imageId: mark.metadata?.referencedImageId ?? null,
  };
}
