/** What the server's detectors look for on a console, what they found in a consultation, and what experts say of it. */
import * as v from 'valibot';
import { consultationPath } from './consultations';
import { requestJson, requestNothing } from './http';

const DetectorState = v.object({
  name: v.string(),
  on: v.boolean(),
  /** Null while it does not run; without figures before its first frame. */
  running: v.nullable(v.object({ fps: v.number(), took_ms: v.optional(v.number()), behind_ms: v.optional(v.number()) })),
});

const ConsoleScreening = v.object({
  /** Some worker looks at it. */
  watched: v.boolean(),
  detectors: v.array(DetectorState),
  /** What nobody is shown. */
  hidden_kinds: v.array(v.string()),
});

export type DetectorState = v.InferOutput<typeof DetectorState>;
export type ConsoleScreening = v.InferOutput<typeof ConsoleScreening>;

/** What is chosen for everybody who watches a console. */
export interface ScreeningChoice {
  /** Those that are not named run as is usual for the modality. */
  readonly detectors: Readonly<Record<string, boolean>>;
  readonly hidden_kinds: readonly string[];
}

const Verdict = v.picklist(['agree', 'dismiss']);

const Episode = v.object({
  id: v.string(),
  /** The console's room. */
  console: v.string(),
  detector: v.string(),
  kind: v.string(),
  label: v.string(),
  score: v.number(),
  first_at: v.string(),
  last_at: v.string(),
  /** Seconds in all between these; it may have come and gone. */
  seen_s: v.number(),
  /** As it looked where it scored best: pixels of a frame of `width` x `height`. */
  outline: v.array(v.tuple([v.number(), v.number()])),
  closed: v.boolean(),
  width: v.number(),
  height: v.number(),
  measures: v.array(v.tuple([v.string(), v.number(), v.string()])),
  verdicts: v.array(v.object({ by: v.string(), name: v.string(), verdict: Verdict, at: v.string() })),
});

const Episodes = v.object({ episodes: v.array(Episode) });

export type Verdict = v.InferOutput<typeof Verdict>;
/** One thing found on a console's picture and followed over time. */
export type Episode = v.InferOutput<typeof Episode>;

export function fetchConsoleScreening(room: string, signal: AbortSignal): Promise<ConsoleScreening> {
  return requestJson(consolePath(room), ConsoleScreening, { signal });
}

/** For everybody; answers with what then holds. */
export function chooseScreening(room: string, choice: ScreeningChoice): Promise<ConsoleScreening> {
  return requestJson(consolePath(room), ConsoleScreening, { method: 'PUT', body: choice });
}

/** Newest first. */
export async function fetchEpisodes(consultation: string, signal: AbortSignal): Promise<readonly Episode[]> {
  return (await requestJson(consultationPath(consultation, 'screening'), Episodes, { signal })).episodes;
}

/** @param verdict null takes one's word back */
export function judgeEpisode(consultation: string, episode: string, verdict: Verdict | null): Promise<void> {
  return requestNothing(consultationPath(consultation, 'screening', episode, 'verdict'), { method: 'PUT', body: { verdict } });
}

function consolePath(room: string): string {
  return `/api/consoles/${encodeURIComponent(room)}/screening`;
}
