/** Brings files into the archive: finds the instances among them, sends them in batches, and keeps at it. */
import { type Backoff, backoffDelay } from '../measure/backoff';
import { type ApiError, assertApiError } from './http';
import { batchesOf, type FoundInstance, type SkipReason } from './stowBatches';
import { type FailedFile, matchAnswer } from './stowMatch';
import { UploadRate } from './stowRate';
import type { StowAnswer } from './stowResponse';
import { sniffFile } from './stowSniff';

export interface SkippedFile {
  readonly file: File;
  readonly reason: SkipReason;
}

/** `waiting`: the network is away; it goes on by itself. `stopped`: the server refuses more, `problem` says why. */
export type UploadPhase = 'idle' | 'sending' | 'waiting' | 'stopped' | 'cancelled' | 'finished';

export interface UploadState {
  readonly phase: UploadPhase;
  /** Files given, without those skipped. */
  readonly files: number;
  readonly bytes: number;
  readonly sentBytes: number;
  readonly stored: number;
  readonly failed: readonly FailedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly bytesPerSecond: number | null;
  readonly problem: ApiError | null;
}

/** What an upload needs from the world. */
export interface UploadWorld {
  readonly store: (
    files: readonly File[],
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ) => Promise<StowAnswer>;
  /** Resolves after the time, or sooner when the network is back. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

const PARALLEL_REQUESTS = 2;

const RETRY: Backoff = { firstMs: 1000, maxMs: 15_000 };

/** The server, or what stands before it, is away for the moment. */
const AWAY: readonly number[] = [0, 408, 429, 502, 503, 504];

/** One bad file in a batch may be the reason: alone, each file gets its own answer. */
const PERHAPS_ONE_FILE: readonly number[] = [400, 409, 413, 415, 422, 500];

const NOTHING: UploadState = {
  phase: 'idle',
  files: 0,
  bytes: 0,
  sentBytes: 0,
  stored: 0,
  failed: [],
  skipped: [],
  bytesPerSecond: null,
  problem: null,
};

/** A store for `useSyncExternalStore`; lives as long as the page, so that leaving the archive breaks no upload off. */
export class Upload {
  readonly #world: UploadWorld;
  readonly #onSignedOut: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #rate = new UploadRate();
  /** Bytes that have gone out, of batches that are on their way. */
  readonly #underway = new Map<readonly FoundInstance[], number>();
  #state = NOTHING;
  #waiting: File[] = [];
  #cancelling = new AbortController();
  #settledBytes = 0;

  /** @param onSignedOut called when the server no longer knows this browser's session */
  constructor(world: UploadWorld, onSignedOut: () => void) {
    this.#world = world;
    this.#onSignedOut = onSignedOut;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): UploadState => this.#state;

  get active(): boolean {
    return this.#state.phase === 'sending' || this.#state.phase === 'waiting';
  }

  /** Adds files to what is being sent, or starts anew. */
  add(files: readonly File[]): void {
    if (files.length === 0) {
      return;
    }
    const goesOn = this.active || this.#state.phase === 'stopped';
    if (!goesOn) {
      this.#settledBytes = 0;
    }
    const { files: before, bytes } = goesOn ? this.#state : NOTHING;
    const added = files.reduce((sum, file) => sum + file.size, 0);
    this.#waiting.push(...files);
    this.#update({ ...(goesOn ? {} : NOTHING), files: before + files.length, bytes: bytes + added });
    this.#start();
  }

  /** Sends again what failed, and what was left when the server refused. */
  retry(): void {
    const again = this.#state.failed.map(({ file }) => file);
    this.#waiting.push(...again);
    this.#settledBytes -= again.reduce((sum, file) => sum + file.size, 0);
    this.#update({ failed: [] });
    this.#start();
  }

  cancel(): void {
    this.#waiting = [];
    this.#cancelling.abort();
    this.#update({ phase: 'cancelled', bytesPerSecond: null });
  }

  /** Forgets an upload that has ended. */
  dismiss(): void {
    if (!this.active) {
      this.#waiting = [];
      this.#update(NOTHING);
    }
  }

  #start(): void {
    if (this.active) {
      return;
    }
    this.#cancelling = new AbortController();
    this.#rate.restart();
    this.#update({ phase: 'sending', problem: null });
    void this.#run(this.#cancelling.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (this.#waiting.length > 0 && !signal.aborted) {
      const batches = batchesOf(this.#waiting, sniffFile, (file, reason) => this.#skip(file, reason));
      const workers = Array.from({ length: PARALLEL_REQUESTS }, () => this.#work(batches, signal));
      await Promise.all(workers);
    }
    if (!signal.aborted) {
      this.#update({ phase: 'finished', bytesPerSecond: null });
    }
  }

  /** Several workers share the batches; a generator answers one after the other. */
  async #work(batches: AsyncIterator<readonly FoundInstance[], void>, signal: AbortSignal): Promise<void> {
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      await this.#deliver(next.value, signal);
      if (signal.aborted) {
        return;
      }
    }
  }

  /** Sends until the server has answered for each file. */
  async #deliver(batch: readonly FoundInstance[], signal: AbortSignal): Promise<void> {
    let left = batch;
    for (let failures = 0; left.length > 0; failures += 1) {
      if (signal.aborted) {
        this.#giveBack(left);
        return;
      }
      try {
        await this.#take(left, await this.#send(left, signal), signal);
        return;
      } catch (error) {
        if (signal.aborted) {
          this.#giveBack(left);
          return;
        }
        assertApiError(error);
        if (!AWAY.includes(error.status)) {
          await this.#refused(left, error, signal);
          return;
        }
        left = await this.#outlast(left, error, failures, signal);
      }
    }
  }

  async #send(batch: readonly FoundInstance[], signal: AbortSignal): Promise<StowAnswer> {
    try {
      const files = batch.map(({ file }) => file);
      return await this.#world.store(files, (bytes) => this.#progress(batch, bytes), signal);
    } finally {
      this.#underway.delete(batch);
    }
  }

  /** The network or the server is away: what can still be read is sent again when it is back, which is harmless. */
  async #outlast(
    batch: readonly FoundInstance[],
    problem: ApiError,
    failures: number,
    signal: AbortSignal,
  ): Promise<readonly FoundInstance[]> {
    this.#rate.restart();
    this.#update({ phase: 'waiting', problem, bytesPerSecond: null });
    await this.#world.wait(backoffDelay(RETRY, failures, Math.random()), signal);
    const readable: FoundInstance[] = [];
    for (const instance of batch) {
      // A browser reports a file that has gone while it was sent like a network that has gone.
      if ((await sniffFile(instance.file)).kind === 'unreadable') {
        this.#skip(instance.file, 'unreadable');
      } else {
        readable.push(instance);
      }
    }
    return readable;
  }

  async #take(batch: readonly FoundInstance[], answer: StowAnswer, signal: AbortSignal): Promise<void> {
    const { stored, failed, unclear } = matchAnswer(batch, answer);
    this.#settle(stored, failed);
    await this.#deliverOneByOne(unclear, signal);
  }

  async #refused(batch: readonly FoundInstance[], error: ApiError, signal: AbortSignal): Promise<void> {
    if (!PERHAPS_ONE_FILE.includes(error.status)) {
      this.#stop(batch, error);
    } else if (batch.length > 1) {
      await this.#deliverOneByOne(batch, signal);
    } else {
      const failure = { name: 'refused', text: error.message } as const;
      this.#settle(
        [],
        batch.map(({ file }) => ({ file, failure })),
      );
    }
  }

  async #deliverOneByOne(batch: readonly FoundInstance[], signal: AbortSignal): Promise<void> {
    for (const instance of batch) {
      await this.#deliver([instance], signal);
    }
  }

  /** The server takes nothing more from this person: what is left waits for `retry`. */
  #stop(batch: readonly FoundInstance[], problem: ApiError): void {
    this.#update({ phase: 'stopped', problem, bytesPerSecond: null });
    this.#giveBack(batch);
    this.#cancelling.abort();
    if (problem.status === 401) {
      this.#onSignedOut();
    }
  }

  #giveBack(batch: readonly FoundInstance[]): void {
    if (this.#state.phase !== 'cancelled') {
      this.#waiting.push(...batch.map(({ file }) => file));
    }
  }

  #settle(stored: readonly FoundInstance[], failed: readonly FailedFile[]): void {
    this.#settledBytes += [...stored, ...failed].reduce((sum, { file }) => sum + file.size, 0);
    this.#update({
      phase: this.active ? 'sending' : this.#state.phase,
      problem: this.active ? null : this.#state.problem,
      stored: this.#state.stored + stored.length,
      failed: [...this.#state.failed, ...failed],
    });
  }

  #skip(file: File, reason: SkipReason): void {
    const { files, bytes, skipped } = this.#state;
    this.#update({ files: files - 1, bytes: bytes - file.size, skipped: [...skipped, { file, reason }] });
  }

  #progress(batch: readonly FoundInstance[], bytes: number): void {
    this.#underway.set(batch, bytes);
    if (this.active) {
      this.#update({ phase: 'sending', problem: null });
    }
    this.#rate.add(this.#state.sentBytes, this.#world.now());
    this.#update({ bytesPerSecond: this.#rate.perSecond() });
  }

  #update(change: Partial<UploadState>): void {
    const state = { ...this.#state, ...change };
    const sentBytes = [...this.#underway.values()].reduce((sum, bytes) => sum + bytes, this.#settledBytes);
    this.#state = { ...state, sentBytes: Math.min(sentBytes, state.bytes) };
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
