/** Pictures that could not be fetched or decoded, and why, until they can. */
import { EVENTS, eventTarget } from '@cornerstonejs/core';
import { ApiError } from '../api/http';
import { Store } from './store';

export interface Failure {
  readonly kind: 'unreachable' | 'refused' | 'undecodable';
  /** For people who look after the archive. */
  readonly detail: string;
}

export class LoadFailures extends Store<ReadonlyMap<string, Failure>> {
  constructor() {
    super(new Map());
    eventTarget.addEventListener(EVENTS.IMAGE_LOAD_FAILED, ((event: CustomEvent<{ imageId: string; error: unknown }>) => {
      const { imageId, error } = event.detail;
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        this.set(new Map(this.getSnapshot()).set(imageId, failureOf(error)));
      }
    }) as EventListener);
    eventTarget.addEventListener(EVENTS.IMAGE_LOADED, ((event: CustomEvent<{ image: { imageId: string } }>) => {
      const { imageId } = event.detail.image;
      if (this.getSnapshot().has(imageId)) {
        const left = new Map(this.getSnapshot());
        left.delete(imageId);
        this.set(left);
      }
    }) as EventListener);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    return { kind: error.status === 0 ? 'unreachable' : 'refused', detail: error.message };
  }
  return { kind: 'undecodable', detail: error instanceof Error ? error.message : String(error) };
}
