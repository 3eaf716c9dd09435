/** Which file each line of a STOW answer speaks of. */
import type { FoundInstance } from './stowBatches';
import type { InstanceFailure, StowAnswer } from './stowResponse';

export interface FailedFile {
  readonly file: File;
  readonly failure: InstanceFailure;
}

export interface Matched {
  readonly stored: readonly FoundInstance[];
  readonly failed: readonly FailedFile[];
  /** The answer does not tell about these; sent one at a time, it does. Empty for a batch of one. */
  readonly unclear: readonly FoundInstance[];
}

/**
 * The answer names instances by UID, which a file need not tell at its beginning, and a damaged one not at all.
 * Lines that fit no file by UID belong to the files that are left, where their number leaves no doubt.
 */
export function matchAnswer(batch: readonly FoundInstance[], answer: StowAnswer): Matched {
  const failed: FailedFile[] = [];
  const stored: FoundInstance[] = [];
  const left: FoundInstance[] = [];
  for (const instance of batch) {
    const failure = answer.failed.get(instance.uid);
    if (failure !== undefined) {
      failed.push({ file: instance.file, failure });
    } else {
      (answer.stored.has(instance.uid) ? stored : left).push(instance);
    }
  }
  const known = new Set(batch.map((instance) => instance.uid));
  const otherStored = [...answer.stored].filter((uid) => !known.has(uid)).length;
  const otherFailures = [
    ...answer.unnamed,
    ...[...answer.failed].flatMap(([uid, failure]) => (known.has(uid) ? [] : [failure])),
  ];
  if (left.length === otherStored && otherFailures.length === 0) {
    return { stored: [...stored, ...left], failed, unclear: [] };
  }
  // The failures of files without UID stand in the order in which the files were sent.
  if (left.length === answer.unnamed.length && otherFailures.length === answer.unnamed.length && otherStored === 0) {
    const rest = left.map(({ file }, index) => ({ file, failure: answer.unnamed[index] as InstanceFailure }));
    return { stored, failed: [...failed, ...rest], unclear: [] };
  }
  return batch.length === 1 ? matchOne(left, otherFailures) : { stored, failed, unclear: left };
}

function matchOne(left: readonly FoundInstance[], failures: readonly InstanceFailure[]): Matched {
  const failure = failures[0] ?? { name: 'refused', text: '' };
  return { stored: [], failed: left.map(({ file }) => ({ file, failure })), unclear: [] };
}
