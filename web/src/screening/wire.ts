/** The message in which a screening worker tells a console's room what it found on one frame (`analysis/wire.py`). */
import * as v from 'valibot';
import { isKind, type Kind } from './kinds';

export const TOPIC = 'screening';

/** As the worker sends at most. */
const MOST_BYTES = 15_360;
const MOST_POINTS = 64;
const MOST_FINDINGS = 64;
const MOST_REPORTS = 32;

const Coordinate = v.pipe(v.number(), v.finite());
const Side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16_384));
const Name = v.pipe(v.string(), v.maxLength(200));
const Duration = v.pipe(v.number(), v.finite(), v.minValue(0));

const WireFinding = v.object({
  kind: Name,
  score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  outline: v.pipe(v.array(v.tuple([Coordinate, Coordinate])), v.maxLength(MOST_POINTS)),
  closed: v.boolean(),
  measures: v.pipe(v.array(v.tuple([Name, Coordinate, Name])), v.maxLength(MOST_POINTS)),
  label: Name,
});

const Message = v.object({
  v: v.literal(1),
  track: Name,
  captured: v.nullable(Duration),
  width: Side,
  height: Side,
  behind: v.object({ ms: v.pipe(v.number(), v.finite()), skipped: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  reports: v.pipe(
    v.array(v.object({ detector: Name, took: Duration, findings: v.pipe(v.array(WireFinding), v.maxLength(MOST_FINDINGS)) })),
    v.maxLength(MOST_REPORTS),
  ),
});

export type Measure = readonly [name: string, value: number, unit: string];

/** One thing seen on one frame; `outline` is empty where it concerns the whole picture. */
export interface Finding {
  readonly kind: Kind;
  /** 0 to 1, comparable within one kind. */
  readonly score: number;
  /** Pixels of a frame of the message's size: a polygon when `closed`, else a line or a single point. */
  readonly outline: readonly (readonly [number, number])[];
  readonly closed: boolean;
  readonly measures: readonly Measure[];
  readonly label: string;
}

/** What one detector says of the frame; no findings: it looked, and there is nothing. */
export interface Report {
  readonly detector: string;
  readonly findings: readonly Finding[];
}

export interface Told {
  readonly track: string;
  /** Moment of capture, ms of the server's clock; null where the source does not tell. */
  readonly captured: number | null;
  readonly width: number;
  readonly height: number;
  readonly behind: { readonly ms: number; readonly skipped: number };
  readonly reports: readonly Report[];
}

/** Null for what is no such message. Findings of kinds that this page does not know are left out. */
export function parseTold(payload: Uint8Array): Told | null {
  if (payload.byteLength > MOST_BYTES) {
    return null;
  }
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), Message), new TextDecoder().decode(payload));
  if (!result.success) {
    return null;
  }
  const { reports, ...rest } = result.output;
  return { ...rest, reports: reports.map(({ detector, findings }) => ({ detector, findings: findings.filter(hasKnownKind) })) };
}

function hasKnownKind<T extends { readonly kind: string }>(finding: T): finding is T & { kind: Kind } {
  return isKind(finding.kind);
}
