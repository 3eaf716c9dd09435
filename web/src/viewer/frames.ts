/** The pictures of a series in the order in which they are leafed through, from its DICOM JSON metadata. */
import { type Dataset, items, number, numbers, text } from './dicomJson';

export interface Frame {
  /** What Cornerstone knows the picture by. */
  readonly imageId: string;
  readonly sopInstanceUid: string;
  /** Counts from 1, as in `/frames/{n}` (PS3.18 10.4). */
  readonly frameNumber: number;
  /** The instance's attributes, with the functional groups of this frame laid over them (PS3.3 C.7.6.16). */
  readonly attributes: Dataset;
}

/** What fills one viewport: the slices of a series, or one clip. */
export interface Stack {
  readonly id: string;
  readonly seriesUid: string;
  readonly modality: string;
  readonly frames: readonly Frame[];
  /** A multi-frame instance without places in space moves: it is played. */
  readonly moving: boolean;
}

export const SCHEME = 'dicomweb';

const SHARED_GROUPS = '52009229';
const PER_FRAME_GROUPS = '52009230';
const MODALITY = '00080060';
const SOP_INSTANCE_UID = '00080018';
const SERIES_INSTANCE_UID = '0020000E';
const INSTANCE_NUMBER = '00200013';
const POSITION = '00200032';
const ORIENTATION = '00200037';
const FRAMES = '00280008';
const ROWS = '00280010';
const COLUMNS = '00280011';
/** Pixel Data, and its relatives of floating point. */
const PIXELS = ['7FE00010', '7FE00008', '7FE00009'];

/** Directions that differ by less (about half a degree) are one stack. */
const SAME_DIRECTION = 0.01;

/**
 * One stack of all single pictures, then one of each multi-frame instance.
 *
 * @param metadata the answer of `/series/{uid}/metadata`: instances in any order, of which those without pixels are left out
 * @param seriesPath `/dicomweb/studies/{uid}/series/{uid}`
 */
export function stacksOf(metadata: readonly Dataset[], seriesPath: string): readonly Stack[] {
  const pictures = metadata.filter(hasPixels);
  const singles = pictures.filter((instance) => frameCount(instance) === 1);
  const clips = pictures.filter((instance) => frameCount(instance) > 1).sort(byInstanceNumber);
  const stacks = clips.map((clip) => stackOf(clip, framesOf(clip, seriesPath), frameCount(clip) > 1 && !hasPlaces(clip)));
  const [first] = singles;
  if (first !== undefined) {
    const frames = inSpatialOrder(singles.flatMap((instance) => framesOf(instance, seriesPath)));
    stacks.unshift(stackOf(first, frames, false));
  }
  return stacks;
}

function stackOf(instance: Dataset, frames: readonly Frame[], moving: boolean): Stack {
  const seriesUid = text(instance, SERIES_INSTANCE_UID) ?? '';
  return { id: `${seriesUid}/${frames[0]?.sopInstanceUid ?? ''}`, seriesUid, modality: text(instance, MODALITY) ?? 'OT', frames, moving };
}

function hasPixels(instance: Dataset): boolean {
  return PIXELS.some((tag) => instance[tag] !== undefined) && (number(instance, ROWS) ?? 0) > 0 && (number(instance, COLUMNS) ?? 0) > 0;
}

function frameCount(instance: Dataset): number {
  return Math.max(1, number(instance, FRAMES) ?? 1);
}

function hasPlaces(instance: Dataset): boolean {
  const places = new Set(items(instance, PER_FRAME_GROUPS).map((groups) => JSON.stringify(flattened(groups)[POSITION]?.Value ?? null)));
  places.delete('null');
  return places.size > 1;
}

function framesOf(instance: Dataset, seriesPath: string): readonly Frame[] {
  const sopInstanceUid = text(instance, SOP_INSTANCE_UID) ?? '';
  const { [PER_FRAME_GROUPS]: _perFrame, ...own } = instance;
  const shared = { ...own, ...flattened(items(instance, SHARED_GROUPS)[0] ?? {}) };
  const perFrame = items(instance, PER_FRAME_GROUPS);
  return Array.from({ length: frameCount(instance) }, (_, index) => ({
    imageId: `${SCHEME}:${seriesPath}/instances/${sopInstanceUid}/frames/${index + 1}`,
    sopInstanceUid,
    frameNumber: index + 1,
    attributes: { ...shared, ...flattened(perFrame[index] ?? {}) },
  }));
}

/** The attributes of all functional group macros in one item, without the sequences around them. */
function flattened(groups: Dataset): Dataset {
  return Object.assign({}, ...Object.keys(groups).map((tag) => items(groups, tag)[0] ?? {})) as Dataset;
}

/** Along the normal of parallel slices, in the direction in which instances are numbered; otherwise by instance number. */
function inSpatialOrder(frames: readonly Frame[]): readonly Frame[] {
  const numbered = [...frames].sort((a, b) => byInstanceNumber(a.attributes, b.attributes));
  const placed = numbered.map((frame) => ({ frame, along: distanceAlongNormal(frame, numbered[0]) }));
  if (!placed.every(({ along }) => along !== null)) {
    return numbered;
  }
  const sorted = placed.map(({ frame, along }) => ({ frame, along: along ?? 0 })).sort((a, b) => a.along - b.along);
  const firstNumbered = sorted.findIndex(({ frame }) => frame === numbered[0]);
  if (firstNumbered > sorted.length / 2) {
    sorted.reverse();
  }
  return sorted.map(({ frame }) => frame);
}

function distanceAlongNormal(frame: Frame, reference: Frame | undefined): number | null {
  const plane = planeOf(frame);
  const other = reference === undefined ? null : planeOf(reference);
  if (plane === null || other === null || plane.normal.some((part, axis) => Math.abs(part - (other.normal[axis] ?? 0)) > SAME_DIRECTION)) {
    return null;
  }
  return dot(plane.position, other.normal);
}

export interface Plane {
  readonly position: readonly number[];
  readonly row: readonly number[];
  readonly column: readonly number[];
  readonly normal: readonly number[];
}

/** Where a picture lies in the patient, mm (PS3.3 C.7.6.2); null where the file does not say. */
export function planeOf(frame: Frame): Plane | null {
  const position = numbers(frame.attributes, POSITION);
  const orientation = numbers(frame.attributes, ORIENTATION);
  if (position.length !== 3 || orientation.length !== 6) {
    return null;
  }
  const row = orientation.slice(0, 3);
  const column = orientation.slice(3);
  return { position, row, column, normal: cross(row, column) };
}

function byInstanceNumber(a: Dataset, b: Dataset): number {
  return (number(a, INSTANCE_NUMBER) ?? 0) - (number(b, INSTANCE_NUMBER) ?? 0);
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + value * (b[axis] ?? 0), 0);
}

function cross(a: readonly number[], b: readonly number[]): readonly number[] {
  const [ax = 0, ay = 0, az = 0] = a;
  const [bx = 0, by = 0, bz = 0] = b;
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
