/** Paints findings, and in exact mode the picture under them, on a canvas: thin lines with a dark halo, the same width at every zoom. */
import { screeningColours } from '../app/palette';
import type { Bounds } from '../ink/geometry';
import { LABEL_FONT_SIZE, LABEL_LINE_HEIGHT } from '../ink/labelPlace';
import { apply, type Matrix, type Point } from '../ink/matrix';
import type { Size } from '../ui/zoom';
import { CONTEXT, familyOf } from './kinds';
import { placeLabels } from './labels';
import type { Finding } from './wire';

/** Findings with the size of the frame that their outlines are on. */
export interface Painted {
  readonly findings: readonly Finding[];
  readonly width: number;
  readonly height: number;
  /** Moment of capture, ms of the server's clock; null where it is not known. */
  readonly captured: number | null;
  /** 1 for fresh ones, less for those that are going. */
  readonly strength: number;
}

export interface PaintOptions {
  /** Of the canvas, CSS pixels. */
  readonly size: Size;
  /** From fractions of the picture's width and height to CSS pixels of the canvas. */
  readonly matrix: Matrix;
  readonly labelOf: (finding: Finding) => readonly string[];
}

const LINE_PX = 1.25;
const CONTEXT_LINE_PX = 1;
const HALO_PX = 2;
const HALO = 'rgb(0 0 0 / 0.55)';
const TEXT_HALO = 'rgb(0 0 0 / 0.8)';
const CONTEXT_STRENGTH = 0.4;
const POINT_RADIUS_PX = 5;

/** Makes the canvas as many pixels large as the screen shows of it, and clears it. Null where the browser has no canvas to give. */
export function blankCanvas(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** The picture itself, where the matrix puts it, on black. */
export function paintPicture(context: CanvasRenderingContext2D, picture: CanvasImageSource, { size, matrix }: PaintOptions): void {
  const [across, , , down, left, top] = matrix;
  context.fillStyle = 'black';
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(picture, left, top, across, down);
}

export function paintFindings(context: CanvasRenderingContext2D, painted: readonly Painted[], options: PaintOptions): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const labels: { readonly finding: Finding; readonly strength: number; readonly outline: readonly Point[] }[] = [];
  for (const { findings, width, height, strength } of painted) {
    for (const finding of findings) {
      const outline = finding.outline.map(([x, y]) => apply(options.matrix, [x / width, y / height]));
      paintOutline(context, finding, outline, strength);
      if (outline.length > 0 && !CONTEXT.has(finding.kind)) {
        labels.push({ finding, strength, outline });
      }
    }
  }
  labels.sort((a, b) => b.finding.score - a.finding.score);
  const written = labels.map(({ finding, outline }) => ({ lines: options.labelOf(finding), outline }));
  placeLabels(written, options.size).forEach((box, index) => {
    const label = labels[index];
    if (box !== null && label !== undefined) {
      paintLabel(context, label.finding, written[index]?.lines ?? [], box, label.strength);
    }
  });
  context.globalAlpha = 1;
}

function paintOutline(context: CanvasRenderingContext2D, { kind, closed }: Finding, outline: readonly Point[], strength: number): void {
  const [first] = outline;
  if (first === undefined) {
    return;
  }
  const quiet = CONTEXT.has(kind);
  const path = outline.length === 1 ? ringAround(first) : pathThrough(outline, closed);
  const width = quiet ? CONTEXT_LINE_PX : LINE_PX;
  context.globalAlpha = strength * (quiet ? CONTEXT_STRENGTH : 1);
  context.strokeStyle = HALO;
  context.lineWidth = width + HALO_PX;
  context.stroke(path);
  context.strokeStyle = screeningColours[familyOf(kind)];
  context.lineWidth = width;
  context.stroke(path);
}

function paintLabel(context: CanvasRenderingContext2D, { kind }: Finding, lines: readonly string[], { left, top }: Bounds, strength: number): void {
  context.globalAlpha = strength;
  context.font = `500 ${LABEL_FONT_SIZE}px ${getComputedStyle(context.canvas).fontFamily}`;
  context.textBaseline = 'middle';
  context.strokeStyle = TEXT_HALO;
  context.lineWidth = 2.5;
  context.fillStyle = screeningColours[familyOf(kind)];
  lines.forEach((line, index) => {
    const middle = top + (index + 0.5) * LABEL_LINE_HEIGHT;
    context.strokeText(line, left, middle);
    context.fillText(line, left, middle);
  });
}

function pathThrough(outline: readonly Point[], closed: boolean): Path2D {
  const path = new Path2D();
  outline.forEach(([x, y], index) => (index === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  if (closed) {
    path.closePath();
  }
  return path;
}

function ringAround([x, y]: Point): Path2D {
  const path = new Path2D();
  path.arc(x, y, POINT_RADIUS_PX, 0, 2 * Math.PI);
  return path;
}
