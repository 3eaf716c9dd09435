/** Cornerstone's tools: which there are, how they look, and which button, finger or wheel moves them. */
import {
  addTool,
  AngleTool,
  annotation,
  ArrowAnnotateTool,
  CobbAngleTool,
  CrosshairsTool,
  EllipticalROITool,
  Enums,
  EraserTool,
  init,
  LengthTool,
  PanTool,
  PlanarFreehandROITool,
  RectangleROITool,
  ReferenceLinesTool,
  StackScrollTool,
  ToolGroupManager,
  TrackballRotateTool,
  type Types as ToolTypes,
  WindowLevelTool,
  ZoomTool,
} from '@cornerstonejs/tools';
import { type MeasuredValue, measuredValues, type Statistics } from './measurementValues';
import { SliceProbeTool } from './sliceProbe';
import { CORNERSTONE_NAMES, MEASURING_TOOLS, type MeasuringTool, type ToolName } from './toolNames';

type ToolGroup = NonNullable<ReturnType<typeof ToolGroupManager.createToolGroup>>;
type Binding = ToolTypes.IToolBinding;

/** One group for each kind of viewport. */
export const GROUPS = { stack: 'stack', planes: 'planes', volume: 'volume' } as const;

export type GroupName = keyof typeof GROUPS;

const { MouseBindings } = Enums;
const PRIMARY: Binding = { mouseButton: MouseBindings.Primary };
const PLANES_TO_CROSS = 2;
const ONE_FINGER: Binding = { numTouchPoints: 1 };

/** Always on, whichever tool is in hand (two fingers on ZoomTool pan too). */
const STANDING: Readonly<Record<string, readonly Binding[]>> = {
  [ZoomTool.toolName]: [{ mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 }],
  [PanTool.toolName]: [{ mouseButton: MouseBindings.Auxiliary }],
  [StackScrollTool.toolName]: [{ mouseButton: MouseBindings.Wheel }],
};

const MOVING: Readonly<Record<Exclude<ToolName, MeasuringTool | 'pointer' | 'erase'>, string>> = {
  window: WindowLevelTool.toolName,
  pan: PanTool.toolName,
  zoom: ZoomTool.toolName,
  scroll: StackScrollTool.toolName,
};

const MEASURING = [
  LengthTool,
  AngleTool,
  CobbAngleTool,
  EllipticalROITool,
  RectangleROITool,
  PlanarFreehandROITool,
  ArrowAnnotateTool,
  SliceProbeTool,
] as const;

/** How a text beside a mark is asked for: `done` takes it, an empty one takes the mark away. */
export type AskForText = (done: (text: string) => void, before: string) => void;

/** What the tools need from the page around them. */
export interface ToolSurroundings {
  readonly askForText: AskForText;
  /** The line beside a mark. */
  readonly describe: (value: MeasuredValue) => string;
  /** Colours of the page: an annotation, and one that is pointed at. */
  readonly colours: { readonly mark: string; readonly pointed: string; readonly planes: readonly [string, string, string] };
}

/** Once for the life of the page. */
export function registerTools(surroundings: ToolSurroundings): void {
  init();
  for (const tool of [...MEASURING, EraserTool, WindowLevelTool, PanTool, ZoomTool, StackScrollTool, CrosshairsTool, ReferenceLinesTool, TrackballRotateTool]) {
    addTool(tool);
  }
  setStyle(surroundings);
  for (const name of [GROUPS.stack, GROUPS.planes]) {
    fillPictureGroup(createGroup(name), surroundings);
  }
  const volume = createGroup(GROUPS.volume);
  for (const name of [TrackballRotateTool.toolName, ZoomTool.toolName, PanTool.toolName]) {
    volume.addTool(name);
  }
  volume.setToolActive(TrackballRotateTool.toolName, { bindings: [PRIMARY] });
  volume.setToolActive(ZoomTool.toolName, { bindings: [...(STANDING[ZoomTool.toolName] ?? []), { mouseButton: MouseBindings.Wheel }] });
  volume.setToolActive(PanTool.toolName, { bindings: [...(STANDING[PanTool.toolName] ?? [])] });
}

function createGroup(name: string): ToolGroup {
  const group = ToolGroupManager.createToolGroup(name);
  if (group === undefined) {
    throw new Error(`the tool group ${name} exists already`);
  }
  return group;
}

function fillPictureGroup(group: ToolGroup, surroundings: ToolSurroundings): void {
  const { colours } = surroundings;
  for (const name of [WindowLevelTool.toolName, PanTool.toolName, ZoomTool.toolName, StackScrollTool.toolName, EraserTool.toolName]) {
    group.addTool(name);
  }
  for (const tool of MEASURING_TOOLS) {
    // Cornerstone's own undo would go behind the back of this page's.
    group.addTool(CORNERSTONE_NAMES[tool], { ...textConfiguration(tool, surroundings), calculateStats: true, actions: {} });
  }
  if (group.id === GROUPS.planes) {
    group.addTool(CrosshairsTool.toolName, {
      getReferenceLineColor: (viewportId: string) => colours.planes[planeNumber(viewportId)] ?? colours.mark,
      getReferenceLineControllable: () => true,
      getReferenceLineDraggableRotatable: () => true,
      getReferenceLineSlabThicknessControlsOn: () => false,
    });
  } else {
    group.addTool(ReferenceLinesTool.toolName);
  }
  takeInHand(group, 'window');
}

function planeNumber(viewportId: string): number {
  return Number(viewportId.slice(-1));
}

function textConfiguration(tool: MeasuringTool, { askForText, describe }: ToolSurroundings): Record<string, unknown> {
  if (tool === 'arrow') {
    return {
      getTextCallback: (done: (text: string) => void) => askForText(done, ''),
      changeTextCallback: (data: { data?: { label?: string } }, _event: unknown, done: (text: string) => void) => askForText(done, data.data?.label ?? ''),
    };
  }
  return {
    getTextLines: (data: { cachedStats?: Record<string, Statistics> }, target: string | readonly string[]) => {
      const [targetId = ''] = typeof target === 'string' ? [target] : target;
      return measuredValues(tool, data.cachedStats?.[targetId]).map(describe);
    },
  };
}

function setStyle({ colours }: ToolSurroundings): void {
  const { mark, pointed } = colours;
  const { style } = annotation.config;
  const { global, ...others } = style.getDefaultToolStyles();
  const ours = {
    color: mark,
    colorHighlighted: pointed,
    colorSelected: mark,
    lineWidth: '1.25',
    lineDash: '',
    shadow: true,
    textBoxFontFamily: 'Inter Variable, system-ui, sans-serif',
    textBoxFontSize: '12px',
    textBoxColor: mark,
    textBoxColorHighlighted: pointed,
    textBoxColorSelected: mark,
    textBoxShadow: true,
    textBoxLinkLineWidth: '0.75',
    textBoxLinkLineDash: '2,3',
  };
  style.setDefaultToolStyles({ ...others, global: { ...global, ...ours } });
}

export function groupOf(name: GroupName): ToolGroup {
  const group = ToolGroupManager.getToolGroup(GROUPS[name]);
  if (group === undefined) {
    throw new Error('registerTools comes first');
  }
  return group;
}

/** Gives the left button and one finger to a tool; in planes, the pointer moves the crosshairs. */
export function takeInHand(group: ToolGroup, tool: ToolName): void {
  for (const name of [...MEASURING.map(({ toolName }) => toolName), EraserTool.toolName, ...Object.values(MOVING)]) {
    // Passive: marks that are there can still be grabbed.
    group.setToolPassive(name, { removeAllBindings: true });
  }
  for (const [name, bindings] of Object.entries(STANDING)) {
    group.setToolActive(name, { bindings: [...bindings] });
  }
  const inHand = cornerstoneName(tool);
  if (inHand !== null) {
    group.setToolActive(inHand, { bindings: [...(STANDING[inHand] ?? []), PRIMARY] });
  }
  if (group.id === GROUPS.planes) {
    showCrosshairs(group, tool === 'pointer');
  } else if (inHand === null) {
    // The pointer on a touch screen leafs through the slices.
    group.setToolActive(StackScrollTool.toolName, { bindings: [ONE_FINGER] });
  }
}

/** They need planes to cross. */
function showCrosshairs(group: ToolGroup, movable: boolean): void {
  if (group.viewportsInfo.length < PLANES_TO_CROSS) {
    return;
  }
  group.setToolActive(CrosshairsTool.toolName, { bindings: movable ? [PRIMARY] : [] });
  if (!movable) {
    group.setToolEnabled(CrosshairsTool.toolName);
  }
}

function cornerstoneName(tool: ToolName): string | null {
  switch (tool) {
    case 'pointer':
      return null;
    case 'erase':
      return EraserTool.toolName;
    case 'window':
    case 'pan':
    case 'zoom':
    case 'scroll':
      return MOVING[tool];
    default:
      return CORNERSTONE_NAMES[tool];
  }
}
