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
  /** The answer does not tell about these: sent one at a time, it does. Empty for a batch of one. */
  readonly unclear: readonly FoundInstance[];
}

/** The answer names instances by UID, which a file need not tell at its beginning, and a damaged one not at all. */
export function matchAnswer(batch: readonly FoundInstance[], answer: StowAnswer): Matched {
  const failed: FailedFile[] = [];
  const stored: FoundInstance[] = [];
  const silent: FoundInstance[] = [];
  for (const instance of batch) {
    const failure = answer.failed.get(instance.uid);
    if (failure !== undefined) {
      failed.push({ file: instance.file, failure });
    } else {
      (answer.stored.has(instance.uid) ? stored : silent).push(instance);
    }
  }
  const known = new Set(batch.map((instance) => instance.uid));
  const strangers = [...answer.failed].filter(([uid]) => !known.has(uid)).map(([, failure]) => failure);
  const failures = [...answer.unnamed, ...strangers];
  if (failures.length === 0) {
    return { stored: [...stored, ...silent], failed, unclear: [] };
  }
  if (failures.length === silent.length && (answer.unnamed.length === 0 || strangers.length === 0)) {
    const rest = silent.map(({ file }, index) => ({ file, failure: failures[index] as InstanceFailure }));
    return { stored, failed: [...failed, ...rest], unclear: [] };
  }
  return { stored, failed, unclear: silent };
}
