/** What a mark measures: lengths, angles, areas and the values inside, with honest units. */
import type { Measured, MarkTool } from '../board/schema';
import { angleAt, ellipseIn, regionArea } from './geometry';
import type { Point } from './matrix';
import type { Region, Scale, Surface } from './surface';

export type MeasurableSurface = Pick<Surface, 'target' | 'scale' | 'values'>;

/** Digits beyond these are noise, and would differ from machine to machine. */
const DIGITS = 4;

/** Empty for tools that measure nothing, and for marks that are not finished. */
export function measure(tool: MarkTool, points: readonly Point[], surface: MeasurableSurface): readonly Measured[] {
  const scale = surface.scale(points);
  const [first, second, third] = points;
  if (tool === 'length' && first !== undefined && second !== undefined) {
    return [value('length', Math.hypot((second[0] - first[0]) * scale.x, (second[1] - first[1]) * scale.y), scale.unit)];
  }
  if (tool === 'angle' && first !== undefined && second !== undefined && third !== undefined) {
    const [a, vertex, b] = [first, second, third].map(([x, y]): Point => [x * scale.x, y * scale.y]) as [Point, Point, Point];
    return [value('angle', angleAt(vertex, a, b), 'deg')];
  }
  const region = regionOf(tool, points, surface);
  return region === null ? [] : regionMeasures(region, scale, surface);
}

/** Freehand encloses something on stored pictures only; elsewhere it is ink. */
export function isOutline(tool: MarkTool, target: Surface['target']): boolean {
  return tool === 'freehand' && target?.kind === 'image';
}

function regionOf(tool: MarkTool, points: readonly Point[], { target }: MeasurableSurface): Region | null {
  const [corner, opposite] = points;
  if (tool === 'ellipse' && corner !== undefined && opposite !== undefined) {
    return ellipseIn(corner, opposite);
  }
  return isOutline(tool, target) && points.length > 2 ? { kind: 'polygon', points } : null;
}

function regionMeasures(region: Region, scale: Scale, surface: MeasurableSurface): readonly Measured[] {
  // A ring round something on a video says "here"; how many pixels it holds says nothing.
  if (scale.unit === '{pixels}' && surface.target?.kind !== 'image') {
    return [];
  }
  const measured = [value('area', regionArea(region) * scale.x * scale.y, scale.unit === 'mm' ? 'mm2' : scale.unit)];
  const inside = surface.values(region);
  return inside === null ? measured : [...measured, value('mean', inside.mean, inside.unit), value('deviation', inside.deviation, inside.unit)];
}

function value(kind: Measured['kind'], exact: number, unit: string): Measured {
  return { kind, value: Number(exact.toFixed(DIGITS)), unit };
}
