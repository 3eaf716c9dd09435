/** The server's answer to a STOW request: what became of each instance (PS3.18 section 10.5.3, in DICOM JSON). */
import * as v from 'valibot';

/** Values of Failure Reason (0008,1197) that this page can name (PS3.18 Annex I, PS3.7 Annex C). */
const FAILURE_CODES = {
  0x0110: 'failed',
  0x0111: 'conflict',
  0x0122: 'unsupported',
  0x0124: 'not-allowed',
  0xa700: 'full',
  0xa900: 'mismatch',
  0xc000: 'unreadable',
  0xc122: 'unsupported',
} as const;

export type FailureName = (typeof FAILURE_CODES)[keyof typeof FAILURE_CODES] | 'refused';

export interface InstanceFailure {
  readonly name: FailureName;
  /** The server's own words, "" where it has none. */
  readonly text: string;
}

export interface StowAnswer {
  /** SOP instance UIDs. */
  readonly stored: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, InstanceFailure>;
  /** Of instances whose UID the server could not read, in the order in which they were sent. */
  readonly unnamed: readonly InstanceFailure[];
}

const Element = <TValue extends v.GenericSchema>(value: TValue) => v.object({ Value: v.tuple([value]) });

const Uid = Element(v.string());

const Failure = v.object({
  '00081155': v.optional(Uid),
  '00081197': v.optional(Element(v.number())),
  '00000902': v.optional(Element(v.string())),
});

/** A sequence may be absent, and may have no items. */
const itemsOf = <TItem extends v.GenericSchema>(item: TItem) =>
  v.optional(
    v.pipe(
      v.object({ Value: v.optional(v.array(item)) }),
      v.transform(({ Value }) => Value ?? []),
    ),
  );

const Answer = v.object({
  '00081199': itemsOf(v.object({ '00081155': Uid })),
  '00081198': itemsOf(Failure),
  '0008119A': itemsOf(Failure),
});

/** Null where this is no answer to a STOW request: one speaks of at least one instance. */
export function parseStowAnswer(body: unknown): StowAnswer | null {
  const result = v.safeParse(Answer, body);
  if (!result.success) {
    return null;
  }
  const { '00081199': stored = [], '00081198': failed = [], '0008119A': others = [] } = result.output;
  if (stored.length + failed.length + others.length === 0) {
    return null;
  }
  const named = failed.flatMap((item) => {
    const uid = item['00081155']?.Value[0];
    return uid === undefined ? [] : [[uid, failureOf(item)] as const];
  });
  const nameless = failed.filter((item) => item['00081155'] === undefined);
  return {
    stored: new Set(stored.map((item) => item['00081155'].Value[0])),
    failed: new Map(named),
    unnamed: [...nameless, ...others].map(failureOf),
  };
}

function failureOf(item: v.InferOutput<typeof Failure>): InstanceFailure {
  const code = item['00081197']?.Value[0] ?? 0;
  return { name: isKnown(code) ? FAILURE_CODES[code] : 'refused', text: item['00000902']?.Value[0] ?? '' };
}

function isKnown(code: number): code is keyof typeof FAILURE_CODES {
  return Object.hasOwn(FAILURE_CODES, code);
}
