/** Small DICOM JSON data sets for tests. */
import type { Attribute, Dataset } from '../../src/viewer/dicomJson';

/** `{ '00280010': 512 }` as DICOM JSON; arrays are several values. */
export function dataset(values: Readonly<Record<string, unknown>>): Dataset {
  return Object.fromEntries(Object.entries(values).map(([tag, value]): [string, Attribute] => [tag, { vr: 'UN', Value: Array.isArray(value) ? value : [value] }]));
}

/** A CT slice at `z` mm; tilted by `tilt` degrees about the row axis. */
export function slice(number: number, z: number, tilt = 0): Dataset {
  const radians = (tilt * Math.PI) / 180;
  return dataset({
    '00080018': `1.2.3.${number}`,
    '00080060': 'CT',
    '0020000E': '1.2.3',
    '00200013': number,
    '00200032': [0, 0, z],
    '00200037': [1, 0, 0, 0, Math.cos(radians), Math.sin(radians)],
    '00200052': '1.2.9',
    '00280010': 512,
    '00280011': 512,
    '7FE00010': 'bulk',
  });
}
