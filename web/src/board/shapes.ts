/** Checks what others wrote into the document or show of themselves, at the moment it is read: `schema.ts` as valibot schemas. */
import * as v from 'valibot';
import {
  type CellContent,
  type ChatMessage,
  type Finding,
  type FrozenPicture,
  type KeyImage,
  type Mark,
  MARK_TOOLS,
  type MarkTarget,
  type Place,
  type Pointer,
  type Presence,
  type SettledView,
  STAGE_LAYOUTS,
  type StageLayout,
  type Vote,
} from './schema';

type Shape<T> = v.GenericSchema<unknown, T>;

type Pair = readonly [number, number];

/** The document's encoding can carry NaN and the infinities, unlike JSON. */
const finite = v.pipe(v.number(), v.finite());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Part of addresses. */
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const uid = v.pipe(v.string(), v.regex(/^[0-9.]{1,64}$/));

const pair = v.custom<Pair>(isPair);
/** In one pass and without copies: a board may hold a million points. */
const points = v.custom<readonly Pair[]>((value) => Array.isArray(value) && value.length > 0 && value.every(isPair));

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

export const StageLayoutShape: Shape<StageLayout> = v.picklist(Object.keys(STAGE_LAYOUTS) as StageLayout[]);

export const CellContentShape: Shape<CellContent> = v.variant('kind', [
  v.object({ kind: v.literal('console'), room: v.string() }),
  v.object({ kind: v.literal('series'), study: uid, series: uid, part: index }),
  v.object({ kind: v.literal('screen'), attendee: v.string() }),
]);

export const SettledViewShape: Shape<SettledView> = v.variant('kind', [
  v.object({
    kind: v.literal('series'),
    slice: index,
    zoom: finite,
    pan: pair,
    rotation: finite,
    flipHorizontal: v.boolean(),
    flipVertical: v.boolean(),
    window: v.nullable(v.object({ width: finite, centre: finite })),
    inverted: v.boolean(),
    cine: v.object({ playing: v.boolean(), speed: finite }),
  }),
  v.object({ kind: v.literal('picture'), zoom: finite, centre: pair }),
]);

const MarkTargetShape: Shape<MarkTarget> = v.variant('kind', [
  v.object({ kind: v.literal('image'), study: uid, series: uid, instance: uid, frame: index }),
  v.object({ kind: v.literal('live'), source: v.string() }),
  v.object({ kind: v.literal('frozen'), picture: sha256 }),
]);

const markEntries = {
  tool: v.picklist(MARK_TOOLS),
  target: MarkTargetShape,
  points,
  label: v.string(),
  measured: v.array(
    v.object({ kind: v.picklist(['length', 'angle', 'area', 'mean', 'deviation']), value: finite, unit: v.string() }),
  ),
  author: v.string(),
  authorName: v.string(),
  at: finite,
  stays: v.boolean(),
};

export const MarkShape: Shape<Mark> = v.object(markEntries);

export const FrozenPictureShape: Shape<FrozenPicture> = v.object({
  picture: sha256,
  width: v.pipe(index, v.minValue(1)),
  height: v.pipe(index, v.minValue(1)),
  by: v.string(),
  byName: v.string(),
  at: finite,
  capturedAt: v.nullable(finite),
});

const PlaceShape: Shape<Place> = v.variant('kind', [
  v.object({ kind: v.literal('slice'), study: uid, series: uid, part: index, instance: uid, slice: index, label: v.string() }),
  v.object({ kind: v.literal('picture'), picture: sha256, label: v.string() }),
]);

export const ChatMessageShape: Shape<ChatMessage> = v.object({
  id: v.string(),
  author: v.string(),
  authorName: v.string(),
  at: finite,
  text: v.string(),
  picture: v.nullable(sha256),
  place: v.nullable(PlaceShape),
});

export const FindingShape: Shape<Finding> = v.object({
  author: v.string(),
  authorName: v.string(),
  at: finite,
  title: v.string(),
  site: v.string(),
  detail: v.string(),
  place: v.nullable(PlaceShape),
});

export const VoteShape: Shape<Vote> = v.object({ says: v.picklist(['agree', 'dispute']), name: v.string(), at: finite });

export const KeyImageShape: Shape<KeyImage> = v.object({
  study: uid,
  series: uid,
  instance: uid,
  frame: index,
  label: v.string(),
  by: v.string(),
  byName: v.string(),
  at: finite,
});

const PointerShape: Shape<Pointer> = v.object({ target: MarkTargetShape, point: pair });

export const PresenceShape: Shape<Presence> = v.object({
  id: v.string(),
  name: v.string(),
  organisation: v.string(),
  pointer: v.nullable(PointerShape),
  views: v.nullable(v.record(v.string(), SettledViewShape)),
  drawing: v.nullable(v.object({ ...markEntries, id: v.string() })),
  hand: v.nullable(finite),
  following: v.boolean(),
});

/** What `value` is by `shape`, or null: entries of another shape are left out, not crashed on. */
export function read<T>(shape: Shape<T>, value: unknown): T | null {
  const result = v.safeParse(shape, value, { abortEarly: true });
  return result.success ? result.output : null;
}
