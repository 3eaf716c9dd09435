/** What the shared document holds: the names of its maps and the shape of what is in them. The server checks the same (`consultation/board/schema.py`). */

/** Root types of the Y.Doc. */
export const ROOTS = {
  /** Y.Map: `layout` and `presenter`. */
  stage: 'stage',
  /** Y.Map from cell number ("0" to "3") to `CellContent` (plain JSON, replaced as a whole). */
  cells: 'cells',
  /** Y.Map from cell number to `SettledView` (plain JSON): where the presenter's view came to rest. */
  views: 'views',
  /** Y.Map from mark id to Y.Map with the fields of `Mark`, each plain JSON. */
  marks: 'marks',
  /** Y.Map from console room or screen identity to `FrozenPicture` (plain JSON): shown instead of the running picture. */
  frozen: 'frozen',
  /** Y.Array of `ChatMessage` (plain JSON); only ever appended to. */
  chat: 'chat',
  /** Y.Map from finding id to Y.Map with the fields of `Finding`; its `votes` is a Y.Map from attendee id to `Vote`. */
  findings: 'findings',
  /** Y.Map from `${study}/${series}/${instance}/${frame}` to `KeyImage` (plain JSON). */
  keyImages: 'keyImages',
} as const;

export const STAGE_LAYOUTS = { '1x1': 1, '1x2': 2, '1+2': 3, '2x2': 4 } as const;

export type StageLayout = keyof typeof STAGE_LAYOUTS;

/** Which side is seen in a cell. */
export type CellContent =
  | { readonly kind: 'console'; readonly room: string }
  | { readonly kind: 'series'; readonly study: string; readonly series: string; readonly part: number }
  | { readonly kind: 'screen'; readonly attendee: string };

/** How a stored series is looked at. Zoom and pan are Cornerstone's view presentation, independent of the viewport's size. */
export interface SeriesView {
  readonly kind: 'series';
  /** Index into the stack. */
  readonly slice: number;
  readonly zoom: number;
  readonly pan: readonly [number, number];
  readonly rotation: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  /** Null: as the file asks for. */
  readonly window: { readonly width: number; readonly centre: number } | null;
  readonly inverted: boolean;
  readonly cine: { readonly playing: boolean; readonly speed: number };
}

/** How a running or frozen picture is looked at: magnified about a point of the picture (0 to 1 across and down). */
export interface PictureView {
  readonly kind: 'picture';
  readonly zoom: number;
  readonly centre: readonly [number, number];
}

export type SettledView = SeriesView | PictureView;

/** Tools that leave a mark. The same on stored images and on live pictures. */
export const MARK_TOOLS = ['length', 'angle', 'ellipse', 'freehand', 'arrow', 'text'] as const;

export type MarkTool = (typeof MARK_TOOLS)[number];

/** What a mark lies on. Points are in columns and rows of that picture's pixels, the centre of the first pixel at 0.5, 0.5. */
export type MarkTarget =
  | { readonly kind: 'image'; readonly study: string; readonly series: string; readonly instance: string; readonly frame: number }
  /** The running picture of a console (`source` its room) or of a shared screen (`source` the attendee's id). Points are fractions of width and height, 0 to 1. */
  | { readonly kind: 'live'; readonly source: string }
  /** A frozen frame, by the SHA-256 of its picture; points in its pixels. */
  | { readonly kind: 'frozen'; readonly picture: string };

export interface Mark {
  readonly tool: MarkTool;
  readonly target: MarkTarget;
  readonly points: readonly (readonly [number, number])[];
  /** What is written beside it; the text itself for `text`. */
  readonly label: string;
  /** What it measures, computed by whoever drew or last changed it: for lists, reports and the archive. */
  readonly measured: readonly Measured[];
  /** Attendee id; never changes. */
  readonly author: string;
  readonly authorName: string;
  /** Server clock, ms since 1970. */
  readonly at: number;
  /** On the running picture: fade after a few seconds, or stay. Always true elsewhere. */
  readonly stays: boolean;
}

export interface Measured {
  readonly kind: 'length' | 'angle' | 'area' | 'mean' | 'deviation';
  readonly value: number;
  /** UCUM: mm, mm2, deg, [hnsf'U], 1 (pixel values), {pixels} where nothing is calibrated. */
  readonly unit: string;
}

export interface FrozenPicture {
  /** SHA-256, at `/api/consultations/{id}/pictures/{sha256}`. */
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
  /** When the console captured it, ms of the server's clock; null where the picture does not tell. */
  readonly capturedAt: number | null;
}

/** A place on the stage that a message or finding leads to. */
export type Place =
  | { readonly kind: 'slice'; readonly study: string; readonly series: string; readonly part: number; readonly instance: string; readonly slice: number; readonly label: string }
  | { readonly kind: 'picture'; readonly picture: string; readonly label: string };

export interface ChatMessage {
  readonly id: string;
  readonly author: string;
  readonly authorName: string;
  readonly at: number;
  readonly text: string;
  /** SHA-256 of an attached picture. */
  readonly picture: string | null;
  readonly place: Place | null;
}

export interface Finding {
  readonly author: string;
  readonly authorName: string;
  readonly at: number;
  /** What was found, in one line. */
  readonly title: string;
  /** Where in the body; "" for none. */
  readonly site: string;
  readonly detail: string;
  readonly place: Place | null;
}

export interface Vote {
  readonly says: 'agree' | 'dispute';
  readonly name: string;
  readonly at: number;
}

export interface KeyImage {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly frame: number;
  readonly label: string;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
}

/** What each attendee shows of themselves through awareness; never kept. */
export interface Presence {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly pointer: Pointer | null;
  /** Views of the cells, while they present: cell number to view. */
  readonly views: Readonly<Record<string, SettledView>> | null;
  /** A mark being drawn, before it is done. */
  readonly drawing: (Mark & { readonly id: string }) | null;
  /** Since when their hand is up, ms; null while it is down. */
  readonly hand: number | null;
  /** Whether they follow the presenter at the moment. */
  readonly following: boolean;
}

export interface Pointer {
  readonly target: MarkTarget;
  readonly point: readonly [number, number];
}
