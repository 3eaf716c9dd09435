/** Cuts a heap of files into requests: large enough to be quick, small enough to be sent again without regret. */
import type { Sniffed } from './stowSniff';

export interface FoundInstance {
  readonly file: File;
  /** SOP instance UID, "" where the file does not tell at its beginning. */
  readonly uid: string;
}

export interface BatchLimits {
  readonly bytes: number;
  readonly files: number;
}

/** A file that is larger goes alone. */
const BATCH_LIMITS: BatchLimits = { bytes: 16 * 1024 * 1024, files: 200 };

/** Why a file is not sent. */
export type SkipReason = 'directory' | 'other' | 'unreadable';

/**
 * Takes files off the front of `waiting` until it is empty. Several readers may share one generator.
 *
 * What a reader has not been given is still in `waiting`, so that breaking off loses nothing.
 *
 * @param look tells what a file is
 * @param onSkipped is called with each file that is no instance
 */
export async function* batchesOf(
  waiting: File[],
  look: (file: File) => Promise<Sniffed>,
  onSkipped: (file: File, reason: SkipReason) => void,
  limits: BatchLimits = BATCH_LIMITS,
): AsyncGenerator<readonly FoundInstance[], void, void> {
  let batch: FoundInstance[] = [];
  let bytes = 0;
  for (let file = waiting[0]; file !== undefined; file = waiting[0]) {
    const { kind, uid } = await look(file);
    if (kind === 'dicom' && batch.length > 0 && (bytes + file.size > limits.bytes || batch.length >= limits.files)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    waiting.shift();
    if (kind === 'dicom') {
      batch.push({ file, uid });
      bytes += file.size;
    } else {
      onSkipped(file, kind);
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}
