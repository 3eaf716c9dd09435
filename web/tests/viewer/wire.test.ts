import { expect, test } from 'vitest';
import { singlePart } from '../../src/viewer/multipart';
import { acceptFor, LineSpeed } from '../../src/viewer/wireSyntax';

const IMPLICIT = '1.2.840.10008.1.2';
const JPEG_LS = '1.2.840.10008.1.2.4.80';

function body(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((character) => character.charCodeAt(0)) : [...part])));
}

test('pixels are taken out of the multipart answer, boundary look-alikes and all', () => {
  const pixels = [13, 10, 45, 45, 98, 0, 255];
  const { bytes, transferSyntax } = singlePart(
    'multipart/related; type="image/jls"; boundary=b42',
    body(`--b42\r\nContent-Type: image/jls; transfer-syntax=${JPEG_LS}\r\n\r\n`, pixels, '\r\n--b42--\r\n'),
  );
  expect([...bytes]).toEqual(pixels);
  expect(transferSyntax).toBe(JPEG_LS);
});

test('a single part is taken as it is', () => {
  expect(singlePart('application/octet-stream; transfer-syntax="1.2.3"', body([1, 2]))).toEqual({ bytes: body([1, 2]), transferSyntax: '1.2.3' });
});

test('an answer that broke off is an error', () => {
  expect(() => singlePart('multipart/related; boundary=b42', body('--b42\r\nContent-Type: a/b\r\n\r\n', [1, 2]))).toThrow('broke off');
});

test('on a fast line pictures come as they are stored, on a slow one without loss compressed', () => {
  expect(acceptFor(IMPLICIT, false)).toContain('transfer-syntax=*');
  expect(acceptFor(IMPLICIT, true)).toMatch(/image\/jls.*1\.2\.840\.10008\.1\.2\.4\.80/);
  expect(acceptFor('1.2.840.10008.1.2.4.50', true)).toContain('transfer-syntax=*');
});

test('what the browser cannot decode is asked for uncompressed', () => {
  expect(acceptFor('1.2.840.10008.1.2.4.102', false)).toContain('transfer-syntax=1.2.840.10008.1.2.1');
});

test('the line is measured by what it carries', () => {
  const line = new LineSpeed();
  expect(line.slow).toBe(false);
  line.measured(500_000, 1400);
  expect(line.slow).toBe(true);
  for (let answer = 0; answer < 20; answer += 1) {
    line.measured(500_000, 5);
  }
  expect(line.slow).toBe(false);
  line.measured(100, 1000);
  expect(line.slow).toBe(false);
});

test('an answer that a busy page took late does not make the line slow', () => {
  const line = new LineSpeed();
  line.measured(500_000, 20);
  line.measured(500_000, 1400);
  expect(line.slow).toBe(false);
});
