/** The tools a person can take in hand, and which of them leave a measurement. */

export const MEASURING_TOOLS = ['length', 'angle', 'cobb', 'ellipse', 'rectangle', 'freehand', 'arrow', 'probe'] as const;

export type MeasuringTool = (typeof MEASURING_TOOLS)[number];

export type ToolName = 'pointer' | 'window' | 'pan' | 'zoom' | 'scroll' | 'erase' | MeasuringTool;

/** Cornerstone's name of each measuring tool. */
export const CORNERSTONE_NAMES: Readonly<Record<MeasuringTool, string>> = {
  length: 'Length',
  angle: 'Angle',
  cobb: 'CobbAngle',
  ellipse: 'EllipticalROI',
  rectangle: 'RectangleROI',
  freehand: 'PlanarFreehandROI',
  arrow: 'ArrowAnnotate',
  probe: 'Probe',
};

/** Null for what is no measurement, crosshairs and reference lines for instance. */
export function measuringTool(cornerstoneName: string): MeasuringTool | null {
  return MEASURING_TOOLS.find((tool) => CORNERSTONE_NAMES[tool] === cornerstoneName) ?? null;
}
