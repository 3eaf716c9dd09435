/** Grey slices that come uncompressed become pictures in the page itself: starting a worker and sending it the bytes takes longer than reading them. */
import { canRenderFloatTextures, type Types, utilities } from '@cornerstonejs/core';
import { getImageFrame, postProcessDecodedPixels } from '@cornerstonejs/dicom-image-loader';
import { text } from './dicomJson';
import { frameMetadata } from './frameMetadata';
import type { Frame } from './frames';
import type { Part } from './multipart';

const PHOTOMETRIC = '00280004';
const MODALITY = '00080060';
const GREY = new Set(['MONOCHROME1', 'MONOCHROME2']);
const LITTLE_ENDIAN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);
/** Their values depend on more than slope and intercept (PS3.3 C.8.9.1, C.8.8.3). */
const SCALED_OTHERWISE = new Set(['PT', 'RTDOSE']);
const WORD = 2;

/** Null where the picture has to go the way of all others: through Cornerstone's decoders. */
export function plainImage(frame: Frame, { bytes, transferSyntax }: Part, options: Record<string, unknown>): Types.IImage | null {
  const { imageId, attributes } = frame;
  const pixel = getImageFrame(imageId) as unknown as Record<string, unknown> & { rows: number; columns: number; pixelData: Types.PixelDataTypedArray };
  const suits =
    LITTLE_ENDIAN.has(transferSyntax) &&
    GREY.has(text(attributes, PHOTOMETRIC) ?? '') &&
    !SCALED_OTHERWISE.has(text(attributes, MODALITY) ?? '') &&
    pixel.bitsAllocated === 8 * WORD &&
    pixel.samplesPerPixel === 1 &&
    bytes.length === WORD * pixel.rows * pixel.columns &&
    bytes.byteOffset % WORD === 0;
  if (!suits || (options.targetBuffer as { type?: string } | undefined)?.type !== undefined) {
    return null;
  }
  const words = [bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / WORD] as const;
  pixel.pixelData = pixel.pixelRepresentation === 1 ? new Int16Array(...words) : new Uint16Array(...words);
  const preScale = scaling(frame);
  const decoded = postProcessDecodedPixels(pixel as never, { preScale, allowFloatRendering: canRenderFloatTextures() } as never, Date.now(), {} as never);
  return imageOf(frame, decoded as unknown as Decoded);
}

interface Decoded {
  readonly pixelData: Types.PixelDataTypedArray;
  readonly rows: number;
  readonly columns: number;
  readonly smallestPixelValue: number;
  readonly largestPixelValue: number;
  readonly photometricInterpretation: string;
  readonly decodeTimeInMS: number;
  readonly preScale?: Types.IImage['preScale'];
}

interface Rescale {
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
}

function rescale(frame: Frame): Rescale {
  return (frameMetadata('modalityLutModule', frame) as Rescale | undefined) ?? { rescaleSlope: 1, rescaleIntercept: 0 };
}

function scaling(frame: Frame): Record<string, unknown> {
  const { rescaleSlope, rescaleIntercept } = rescale(frame);
  const modality = text(frame.attributes, MODALITY) ?? 'OT';
  return rescaleSlope === 1 && rescaleIntercept === 0
    ? { enabled: false }
    : { enabled: true, scalingParameters: { rescaleSlope, rescaleIntercept, modality } };
}

/** The window that the file asks for, else one over all of its values. */
function windowOf(frame: Frame, { smallestPixelValue, largestPixelValue }: Decoded): Pick<Types.IImage, 'windowCenter' | 'windowWidth' | 'voiLUTFunction'> {
  const asked = frameMetadata('voiLutModule', frame) as { windowCenter: number[]; windowWidth: number[]; voiLutFunction?: string } | undefined;
  const [windowCenter] = asked?.windowCenter ?? [];
  const [windowWidth] = asked?.windowWidth ?? [];
  const whole = utilities.windowLevel.toWindowLevel(smallestPixelValue, largestPixelValue);
  const window = windowCenter === undefined || windowWidth === undefined ? whole : { windowCenter, windowWidth };
  return { ...window, voiLUTFunction: asked?.voiLutFunction as Types.IImage['voiLUTFunction'] };
}

function imageOf(frame: Frame, decoded: Decoded): Types.IImage {
  const { rows, columns, pixelData } = decoded;
  const { rescaleSlope, rescaleIntercept } = rescale(frame);
  const { rowPixelSpacing, columnPixelSpacing } = frameMetadata('imagePlaneModule', frame) as { rowPixelSpacing: number; columnPixelSpacing: number };
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({ scalarData: pixelData, width: columns, height: rows, numberOfComponents: 1 });
  return {
    imageId: frame.imageId,
    dataType: pixelData.constructor.name as Types.PixelDataTypedArrayString,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    calibration: (frameMetadata('calibrationModule', frame) ?? {}) as unknown as Types.IImageCalibration,
    rows,
    columns,
    height: rows,
    width: columns,
    rowPixelSpacing,
    columnPixelSpacing,
    preScale: decoded.preScale,
    slope: rescaleSlope === 0 ? 1 : rescaleSlope,
    intercept: rescaleIntercept,
    invert: decoded.photometricInterpretation === 'MONOCHROME1',
    minPixelValue: decoded.smallestPixelValue,
    maxPixelValue: decoded.largestPixelValue,
    sizeInBytes: pixelData.byteLength,
    ...windowOf(frame, decoded),
    decodeTimeInMS: decoded.decodeTimeInMS,
    imageFrame: decoded,
    voxelManager,
    getPixelData: () => pixelData,
    getCanvas: () => document.createElement('canvas'),
  } as unknown as Types.IImage;
}
