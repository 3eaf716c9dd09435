/** What Cornerstone asks about a picture, answered from its DICOM JSON: one small object per module of its metadata interface. */
import { pixelScale } from './calibration';
import { type Dataset, items, number, numbers, text } from './dicomJson';
import { type Frame, planeOf } from './frames';
import { frameOfReference } from './slicePosition';
import { ultrasoundRegions } from './ultrasoundRegions';

type Module = Readonly<Record<string, unknown>>;

const MODULES: Readonly<Record<string, (frame: Frame) => Module | undefined>> = {
  generalSeriesModule: ({ attributes }) => ({
    modality: text(attributes, '00080060') ?? 'OT',
    seriesInstanceUID: text(attributes, '0020000E'),
    studyInstanceUID: text(attributes, '0020000D'),
    seriesNumber: number(attributes, '00200011'),
    seriesDescription: text(attributes, '0008103E'),
  }),
  sopCommonModule: ({ attributes, sopInstanceUid }) => ({ sopClassUID: text(attributes, '00080016'), sopInstanceUID: sopInstanceUid }),
  imagePixelModule: ({ attributes }) => imagePixel(attributes),
  imagePlaneModule: imagePlane,
  voiLutModule: ({ attributes }) => voiLut(attributes),
  modalityLutModule: ({ attributes }) => modalityLut(attributes),
  calibrationModule: ({ attributes }) => calibration(attributes),
  petSeriesModule: ({ attributes }) => ({ units: text(attributes, '00541001') }),
};

/** Undefined for a module that this picture does not have. */
export function frameMetadata(module: string, frame: Frame): Module | undefined {
  return MODULES[module]?.(frame);
}

function imagePixel(attributes: Dataset): Module {
  return {
    samplesPerPixel: number(attributes, '00280002') ?? 1,
    photometricInterpretation: text(attributes, '00280004') ?? 'MONOCHROME2',
    planarConfiguration: number(attributes, '00280006') ?? 0,
    rows: number(attributes, '00280010'),
    columns: number(attributes, '00280011'),
    bitsAllocated: number(attributes, '00280100') ?? 8,
    bitsStored: number(attributes, '00280101') ?? number(attributes, '00280100') ?? 8,
    highBit: number(attributes, '00280102') ?? 7,
    pixelRepresentation: number(attributes, '00280103') ?? 0,
    redPaletteColorLookupTableDescriptor: descriptor(attributes, '00281101'),
    greenPaletteColorLookupTableDescriptor: descriptor(attributes, '00281102'),
    bluePaletteColorLookupTableDescriptor: descriptor(attributes, '00281103'),
  };
}

/** The number of entries is written as 0 where it is 65 536 (PS3.3 C.7.6.3.1.5). */
function descriptor(attributes: Dataset, tag: string): readonly number[] | undefined {
  const [entries, first, bits] = numbers(attributes, tag);
  return entries === undefined ? undefined : [entries === 0 ? 65_536 : entries, first ?? 0, bits ?? 8];
}

function imagePlane(frame: Frame): Module {
  const { attributes } = frame;
  const plane = planeOf(frame);
  const scale = pixelScale(attributes);
  const row = plane?.row ?? [1, 0, 0];
  const column = plane?.column ?? [0, 1, 0];
  return {
    // Pictures without a space of their own get one each, so that a mark on one never shows on another.
    frameOfReferenceUID: frameOfReference(frame) ?? `picture:${frame.imageId}`,
    rows: number(attributes, '00280010'),
    columns: number(attributes, '00280011'),
    imageOrientationPatient: [...row, ...column],
    rowCosines: row,
    columnCosines: column,
    imagePositionPatient: plane?.position ?? [0, 0, 0],
    sliceThickness: number(attributes, '00180050'),
    sliceLocation: number(attributes, '00201041'),
    pixelSpacing: [scale.row, scale.column],
    rowPixelSpacing: scale.row,
    columnPixelSpacing: scale.column,
    // Cornerstone measures in pixels where this is true.
    usingDefaultValues: scale.calibration === 'none' || scale.calibration === 'regions',
  };
}

function voiLut(attributes: Dataset): Module | undefined {
  const windowCenter = numbers(attributes, '00281050');
  const windowWidth = numbers(attributes, '00281051');
  if (windowCenter.length > 0 && (windowWidth[0] ?? 0) > 0) {
    return { windowCenter, windowWidth, voiLutFunction: voiFunction(attributes) };
  }
  // A VOI LUT without a window: the values that its table spans (PS3.3 C.11.2.1.1).
  const [entries, first] = numbers(items(attributes, '00283010')[0] ?? {}, '00283002');
  if (entries === undefined || first === undefined) {
    return undefined;
  }
  const width = entries === 0 ? 65_536 : entries;
  return { windowCenter: [first + width / 2], windowWidth: [width], voiLutFunction: 'LINEAR' };
}

/** Cornerstone refuses a picture whose function it does not know; an unknown one is shown as the default (PS3.3 C.11.2.1.3). */
function voiFunction(attributes: Dataset): string {
  const named = text(attributes, '00281056') ?? '';
  return ['LINEAR_EXACT', 'SIGMOID'].includes(named) ? named : 'LINEAR';
}

function modalityLut(attributes: Dataset): Module | undefined {
  const rescaleSlope = number(attributes, '00281053');
  const rescaleIntercept = number(attributes, '00281052');
  return rescaleSlope === null && rescaleIntercept === null
    ? undefined
    : { rescaleSlope: rescaleSlope ?? 1, rescaleIntercept: rescaleIntercept ?? 0, rescaleType: text(attributes, '00281054') };
}

/** Values of `CalibrationTypes` in Cornerstone. */
function calibration(attributes: Dataset): Module | undefined {
  switch (pixelScale(attributes).calibration) {
    case 'regions':
      return { sequenceOfUltrasoundRegions: ultrasoundRegions(attributes) };
    case 'none':
      return { type: 'Uncalibrated' };
    case 'detector':
      return { type: 'Proj' };
    case 'calibrated':
      return { type: 'Calibrated' };
    case 'patient':
      return undefined;
  }
}
