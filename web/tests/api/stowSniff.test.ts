import { expect, test } from 'vitest';
import { sniff } from '../../src/api/stowSniff';

function element(group: number, number: number, vr: string, value: string): number[] {
  const bytes = [...value].map((letter) => letter.charCodeAt(0));
  const padded = bytes.length % 2 === 0 ? bytes : [...bytes, 0];
  const length = [padded.length & 0xff, padded.length >> 8];
  return [
    group & 0xff,
    group >> 8,
    number & 0xff,
    number >> 8,
    ...[...vr].map((letter) => letter.charCodeAt(0)),
    ...length,
    ...padded,
  ];
}

function part10(...elements: number[][]): Uint8Array {
  return new Uint8Array([...new Array<number>(128).fill(0), 0x44, 0x49, 0x43, 0x4d, ...elements.flat()]);
}

const CT = element(2, 2, 'UI', '1.2.840.10008.5.1.4.1.1.2');

test('a DICOM file tells which instance it is', () => {
  expect(sniff(part10(CT, element(2, 3, 'UI', '1.2.3')))).toEqual({ kind: 'dicom', uid: '1.2.3' });
});

test('a DICOMDIR is no instance', () => {
  expect(sniff(part10(element(2, 2, 'UI', '1.2.840.10008.1.3.10'))).kind).toBe('directory');
});

test('old files without preamble are sent all the same', () => {
  expect(sniff(new Uint8Array([...element(8, 5, 'CS', 'ISO_IR 100'), ...CT])).kind).toBe('dicom');
  expect(sniff(new Uint8Array([...CT, ...element(2, 3, 'UI', '1.2.34')]))).toEqual({ kind: 'dicom', uid: '1.2.34' });
  // big endian: group 0008 comes as 00 08
  expect(sniff(new Uint8Array([0x00, 0x08, 0x00, 0x05, 0x43, 0x53, 0x00, 0x0a, 0x49, 0x53])).kind).toBe('dicom');
});

test.each([
  ['a text', 'LICENSE: you may use this file as you like, and more'],
  ['a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ['a zip', 'PK\x03\x04\x14\0\0\0\x08\0'],
  ['nothing', ''],
  ['zeros', '\0'.repeat(200)],
])('%s is not DICOM', (_, content) => {
  expect(sniff(Uint8Array.from(content, (letter) => letter.charCodeAt(0))).kind).toBe('other');
});

test('a UID that is none, or is cut off, is not believed', () => {
  expect(sniff(part10(CT, element(2, 3, 'UI', '1.2.3; DROP'))).uid).toBe('');
  expect(sniff(part10(CT, [2, 0, 3, 0, 0x55, 0x49])).uid).toBe('');
});
