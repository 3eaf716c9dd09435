/** Drawing, moving, erasing and writing as a state machine: what the hand did goes in, the next state and what to do about it come out. */
import type { PlacedMark } from '../board/markIndex';
import type { MarkTarget, MarkTool } from '../board/schema';
import { distance, moved } from './geometry';
import type { Hit } from './hit';
import type { Point } from './matrix';
import { handles, POINTS_NEEDED, withHandle } from './shapes';

/** What the left button and one finger do; `none` while they move the picture below (pan, zoom, window, scroll). */
export type InkTool = MarkTool | 'pointer' | 'erase' | 'none';

/** A place under the hand: on the picture in its units, on the screen in CSS pixels. */
export interface Place {
  readonly picture: Point;
  readonly screen: Point;
}

export type Gesture =
  | { readonly kind: 'idle' }
  /** The last point follows the hand; once `clicked`, without its button, until the next click. `last`: where the last point was fixed, on the screen. */
  | { readonly kind: 'drawing'; readonly tool: MarkTool; readonly target: MarkTarget; readonly points: readonly Point[]; readonly clicked: boolean; readonly last: Point }
  | { readonly kind: 'editing'; readonly mark: PlacedMark; readonly handle: number | null; readonly from: Point; readonly points: readonly Point[] }
  | { readonly kind: 'erasing' }
  /** A text is asked for: of a new mark at `point`, or of `mark`. */
  | { readonly kind: 'typing'; readonly point: Point; readonly target: MarkTarget; readonly mark: PlacedMark | null };

export interface Drawing {
  readonly gesture: Gesture;
  readonly selected: string | null;
  readonly hovered: string | null;
}

/** What may be done with a mark is settled before: a press hits nothing that one may not touch. */
export type HandEvent =
  | { readonly kind: 'down'; readonly place: Place; readonly hit: Hit | null; readonly tool: InkTool; readonly target: MarkTarget | null }
  | { readonly kind: 'move'; readonly place: Place; readonly hit: Hit | null }
  | { readonly kind: 'up'; readonly place: Place }
  | { readonly kind: 'rename'; readonly hit: Hit }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'nudge'; readonly mark: PlacedMark; readonly by: Point }
  /** Escape, another tool, another picture, a second finger. */
  | { readonly kind: 'cancel' };

export type Effect =
  | { readonly kind: 'add'; readonly tool: MarkTool; readonly target: MarkTarget; readonly points: readonly Point[]; readonly label: string }
  | { readonly kind: 'reshape'; readonly mark: PlacedMark; readonly points: readonly Point[] }
  | { readonly kind: 'relabel'; readonly mark: PlacedMark; readonly label: string }
  | { readonly kind: 'remove'; readonly id: string };

export interface Step {
  readonly drawing: Drawing;
  readonly effects: readonly Effect[];
  /** The event is ours: the picture below must not react to it. */
  readonly taken: boolean;
}

const IDLE: Gesture = { kind: 'idle' };

export const AT_REST: Drawing = { gesture: IDLE, selected: null, hovered: null };

/** Less is a click, CSS pixels. */
const DRAG = 4;
/** Freehand points closer than this say nothing, CSS pixels. */
const FREEHAND_STEP = 1.5;

export function step(drawing: Drawing, event: HandEvent): Step {
  switch (event.kind) {
    case 'down':
      return down(drawing, event);
    case 'move':
      return move(drawing, event.place, event.hit);
    case 'up':
      return up(drawing, event.place);
    case 'rename':
      return took({ ...drawing, gesture: typingFor(event.hit.mark) });
    case 'typed':
      return typed(drawing, event.text);
    case 'delete':
      return drawing.selected === null ? passed(drawing) : took(AT_REST, [{ kind: 'remove', id: drawing.selected }]);
    case 'nudge':
      return took(drawing, [{ kind: 'reshape', mark: event.mark, points: moved(event.mark.points, ...event.by) }]);
    case 'cancel':
      return cancel(drawing);
  }
}

export interface Draft {
  readonly tool: MarkTool;
  readonly target: MarkTarget;
  readonly points: readonly Point[];
  /** The mark that is being changed; null for a new one. */
  readonly of: PlacedMark | null;
}

/** What is being drawn or changed now, before it is kept. */
export function draftOf({ gesture }: Drawing): Draft | null {
  if (gesture.kind === 'drawing') {
    return { tool: gesture.tool, target: gesture.target, points: gesture.points, of: null };
  }
  return gesture.kind === 'editing' ? { tool: gesture.mark.tool, target: gesture.mark.target, points: gesture.points, of: gesture.mark } : null;
}

function down(drawing: Drawing, { place, hit, tool, target }: Extract<HandEvent, { kind: 'down' }>): Step {
  const { gesture } = drawing;
  if (gesture.kind === 'drawing') {
    return took({ ...drawing, gesture: followed(gesture, place) });
  }
  switch (tool) {
    case 'none':
      return passed(drawing);
    case 'pointer':
      return hit === null ? passed({ ...drawing, selected: null }) : took({ ...drawing, selected: hit.mark.id, gesture: editingOf(hit, place.picture) });
    case 'erase':
      return took({ ...AT_REST, gesture: { kind: 'erasing' } }, removing(hit));
    default:
      return target === null ? passed(drawing) : took({ ...AT_REST, gesture: begun(tool, target, place) });
  }
}

function begun(tool: MarkTool, target: MarkTarget, { picture, screen }: Place): Gesture {
  if (tool === 'text') {
    return { kind: 'typing', point: picture, target, mark: null };
  }
  const points = POINTS_NEEDED[tool] === null ? [picture] : [picture, picture];
  return { kind: 'drawing', tool, target, points, clicked: false, last: screen };
}

function move(drawing: Drawing, place: Place, hit: Hit | null): Step {
  const { gesture } = drawing;
  switch (gesture.kind) {
    case 'drawing':
      return took({ ...drawing, gesture: followed(gesture, place) });
    case 'editing':
      return took({ ...drawing, gesture: { ...gesture, points: edited(gesture, place.picture) } });
    case 'erasing':
      return took(drawing, removing(hit));
    default:
      return passed({ ...drawing, hovered: hit?.mark.id ?? null });
  }
}

function followed(gesture: Extract<Gesture, { kind: 'drawing' }>, { picture, screen }: Place): Gesture {
  if (POINTS_NEEDED[gesture.tool] !== null) {
    return { ...gesture, points: [...gesture.points.slice(0, -1), picture] };
  }
  return distance(screen, gesture.last) < FREEHAND_STEP ? gesture : { ...gesture, points: [...gesture.points, picture], last: screen };
}

function up(drawing: Drawing, place: Place): Step {
  const { gesture } = drawing;
  switch (gesture.kind) {
    case 'drawing':
      return lifted(drawing, gesture, place);
    case 'editing':
      return samePlace(place.picture, gesture.from)
        ? took({ ...drawing, gesture: IDLE })
        : took({ ...drawing, gesture: IDLE }, [{ kind: 'reshape', mark: gesture.mark, points: edited(gesture, place.picture) }]);
    case 'erasing':
      return took({ ...drawing, gesture: IDLE });
    default:
      return passed(drawing);
  }
}

/** A drag fixes the point where it ends; a click lets the point follow until the next click. */
function lifted(drawing: Drawing, gesture: Extract<Gesture, { kind: 'drawing' }>, { picture, screen }: Place): Step {
  const { tool, target, points, clicked, last } = gesture;
  const needed = POINTS_NEEDED[tool];
  if (needed === null) {
    return points.length < 3 ? took(AT_REST) : took(AT_REST, [{ kind: 'add', tool, target, points, label: '' }]);
  }
  if (distance(screen, last) < DRAG) {
    // A second click on the same place would leave a mark without length.
    return clicked ? took(AT_REST) : took({ ...drawing, gesture: { ...gesture, clicked: true } });
  }
  const fixed = [...points.slice(0, -1), picture];
  return fixed.length === needed
    ? took(AT_REST, [{ kind: 'add', tool, target, points: fixed, label: '' }])
    : took({ ...drawing, gesture: { ...gesture, points: [...fixed, picture], clicked: true, last: screen } });
}

function editingOf({ mark, handle }: Hit, from: Point): Gesture {
  return { kind: 'editing', mark, handle, from, points: mark.points };
}

function edited({ mark, handle, from }: Extract<Gesture, { kind: 'editing' }>, to: Point): readonly Point[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  // By as much as the hand moved: it seldom takes hold of the very point.
  const held = handle === null ? undefined : handles(mark.tool, mark.points)[handle];
  return held === undefined || handle === null ? moved(mark.points, dx, dy) : withHandle(mark.tool, mark.points, handle, [held[0] + dx, held[1] + dy]);
}

function typingFor(mark: PlacedMark): Gesture {
  return { kind: 'typing', point: mark.points[0] ?? [0, 0], target: mark.target, mark };
}

function typed(drawing: Drawing, text: string): Step {
  const { gesture } = drawing;
  if (gesture.kind !== 'typing') {
    return passed(drawing);
  }
  const { mark, target, point } = gesture;
  const label = text.trim();
  const rested = { ...drawing, gesture: IDLE };
  if (mark === null) {
    return took(rested, label === '' ? [] : [{ kind: 'add', tool: 'text', target, points: [point], label }]);
  }
  const unchanged = label === mark.label || (label === '' && mark.tool === 'text');
  return took(rested, unchanged ? [] : [{ kind: 'relabel', mark, label }]);
}

function cancel(drawing: Drawing): Step {
  const busy = drawing.gesture.kind !== 'idle' || drawing.selected !== null;
  return { drawing: AT_REST, effects: [], taken: busy };
}

function removing(hit: Hit | null): readonly Effect[] {
  return hit === null ? [] : [{ kind: 'remove', id: hit.mark.id }];
}

function samePlace(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function took(drawing: Drawing, effects: readonly Effect[] = []): Step {
  return { drawing, effects, taken: true };
}

function passed(drawing: Drawing): Step {
  return { drawing, effects: [], taken: false };
}
